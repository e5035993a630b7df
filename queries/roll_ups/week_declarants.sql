-- How many residents of each commune declared what within 7 days?
--
-- One row per commune with any: who declared in the 7 days up to now, who then told
-- of a symptom, of having met a case, of having come from an outbreak area.
with

declared as (
    select
        people.commune_id,
        communes.district_id,
        health_declarations.person_id,
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
        and health_declarations.declared_at
        > (select times.week_ago from live.times)
    group by people.commune_id, communes.district_id, health_declarations.person_id
)

select
    declared.commune_id,
    declared.district_id,
    count(*) as person_count,
    count(*) filter (where declared.has_symptoms) as symptom_count,
    count(*) filter (where declared.has_contact) as contact_count,
    count(*) filter (where declared.has_travelled) as travel_count
from declared
group by declared.commune_id, declared.district_id
