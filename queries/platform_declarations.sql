-- How many residents declared their health within a week?
--
-- One row per district of the viewer's scope and days_ago (0, 1, 7): people with a
-- declaration in the seven days up to then, of the register's residents.
-- Parameters: data_time timestamptz
with

ages as (
    select
        back.days_ago,
        %(data_time)s::timestamptz
        - back.days_ago * interval '1 day' as seen_at
    from (values (0), (1), (7)) as back (days_ago)
),

residents as (
    select
        communes.district_id,
        count(*) as whole_count
    from contract.people
    inner join contract.communes on people.commune_id = communes.commune_id
    group by communes.district_id
),

declared as (
    select
        communes.district_id,
        ages.days_ago,
        count(distinct health_declarations.person_id) as done_count
    from contract.health_declarations
    inner join contract.people
        on health_declarations.person_id = people.person_id
    inner join contract.communes on people.commune_id = communes.commune_id
    inner join ages
        on
            health_declarations.declared_at <= ages.seen_at
            and health_declarations.declared_at
            > ages.seen_at - interval '7 days'
    where
        health_declarations.declared_at <= %(data_time)s
        and health_declarations.declared_at > %(data_time)s - interval '14 days'
    group by communes.district_id, ages.days_ago
)

select
    residents.district_id,
    ages.days_ago,
    residents.whole_count,
    coalesce(declared.done_count, 0) as done_count
from residents
cross join ages
left outer join declared
    on
        residents.district_id = declared.district_id
        and ages.days_ago = declared.days_ago
order by residents.district_id, ages.days_ago
