-- How many residents of each commune declared what within 7 days?
--
-- One row per commune of the viewer's scope, also without any: residents, and of
-- them who declared in the 7 days up to data_time, who then told of a symptom, of
-- having met a case, of having come from an outbreak area.
-- Parameters: data_time timestamptz
with

declared as (
    select
        people.commune_id,
        health_declarations.person_id,
        bool_or(cardinality(health_declarations.symptoms) > 0) as has_symptoms,
        bool_or(coalesce(health_declarations.has_contact, false)) as has_contact,
        bool_or(
            coalesce(health_declarations.has_travelled, false)
        ) as has_travelled
    from contract.health_declarations
    inner join contract.people
        on health_declarations.person_id = people.person_id
    where
        health_declarations.declared_at <= %(data_time)s
        and health_declarations.declared_at
        > %(data_time)s::timestamptz - interval '7 days'
    group by people.commune_id, health_declarations.person_id
),

counted as (
    select
        declared.commune_id,
        count(*) as person_count,
        count(*) filter (where declared.has_symptoms) as symptom_count,
        count(*) filter (where declared.has_contact) as contact_count,
        count(*) filter (where declared.has_travelled) as travel_count
    from declared
    group by declared.commune_id
)

select
    communes.commune_id,
    communes.district_id,
    coalesce(commune_residents.resident_count, 0)::bigint as resident_count,
    coalesce(counted.person_count, 0)::bigint as person_count,
    coalesce(counted.symptom_count, 0)::bigint as symptom_count,
    coalesce(counted.contact_count, 0)::bigint as contact_count,
    coalesce(counted.travel_count, 0)::bigint as travel_count
from contract.communes
left outer join counted on communes.commune_id = counted.commune_id
left outer join commune_residents
    on communes.commune_id = commune_residents.commune_id
where contract.in_scope(communes.district_id, (select contract.own_districts()))
order by communes.commune_id
