-- How many people declared what in each commune on each of the last 35 days?
--
-- One row per commune and Vietnamese day with declarations up to now, its
-- own day included: who declared that day, and of them who told of a symptom, of
-- having met a case, of having come from an outbreak area.
with

declared as (
    select
        people.commune_id,
        communes.district_id,
        health_declarations.person_id,
        (
            health_declarations.declared_at at time zone 'Asia/Ho_Chi_Minh'
        )::date as on_date,
        bool_or(cardinality(health_declarations.symptoms) > 0) as has_symptoms,
        bool_or(coalesce(health_declarations.has_contact, false)) as has_contact,
        bool_or(
            coalesce(health_declarations.has_travelled, false)
        ) as has_travelled
    from contract.health_declarations
    inner join contract.people
        on health_declarations.person_id = people.person_id
    inner join contract.communes on people.commune_id = communes.commune_id
    where
        health_declarations.declared_at
        <= (select times.data_time from live.times)
        and (
            health_declarations.declared_at at time zone 'Asia/Ho_Chi_Minh'
        )::date
        > (select times.on_date from live.times) - 35
    group by
        people.commune_id,
        communes.district_id,
        health_declarations.person_id,
        on_date
)

select
    declared.commune_id,
    declared.district_id,
    declared.on_date,
    count(*) as person_count,
    count(*) filter (where declared.has_symptoms) as symptom_count,
    count(*) filter (where declared.has_contact) as contact_count,
    count(*) filter (where declared.has_travelled) as travel_count
from declared
group by declared.commune_id, declared.district_id, declared.on_date
