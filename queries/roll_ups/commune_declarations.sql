-- How many residents of each commune declared lately, and how often?
--
-- One row per commune with a declaration in 14 days. People are those with a
-- declaration in the seven days up to now, a day ago and a week ago. Declarations
-- are of the last 24 hours, the 24 hours before, and the seven days before now's 24.
with

declared as (
    select
        health_declarations.person_id,
        people.commune_id,
        communes.district_id,
        (select times.data_time from live.times)
        - health_declarations.declared_at as age
    from contract.health_declarations
    inner join contract.people
        on health_declarations.person_id = people.person_id
    inner join contract.communes on people.commune_id = communes.commune_id
    where
        health_declarations.declared_at
        <= (select times.data_time from live.times)
        and health_declarations.declared_at
        > (select times.week_ago from live.times) - interval '7 days'
)

select
    declared.commune_id,
    declared.district_id,
    count(distinct declared.person_id) filter (
        where declared.age < interval '7 days'
    ) as person_count,
    count(distinct declared.person_id) filter (
        where declared.age >= interval '1 day' and declared.age < interval '8 days'
    ) as person_day_ago_count,
    count(distinct declared.person_id) filter (
        where declared.age >= interval '7 days'
    ) as person_week_ago_count,
    count(*) filter (
        where declared.age < interval '1 day'
    ) as day_count,
    count(*) filter (
        where declared.age >= interval '1 day' and declared.age < interval '2 days'
    ) as day_before_count,
    count(*) filter (
        where declared.age >= interval '1 day' and declared.age < interval '8 days'
    ) as week_before_count
from declared
group by declared.commune_id, declared.district_id
