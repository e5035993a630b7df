-- How many residents declared their health within a week?
--
-- One row per district of the viewer's scope and days_ago (0, 1, 7): people with a
-- declaration in the seven days up to then, of the register's residents.
with

residents as (
    select
        commune_residents.district_id,
        sum(commune_residents.resident_count)::bigint as whole_count
    from commune_residents
    group by commune_residents.district_id
),

declared as (
    select
        commune_declarations.district_id,
        sum(commune_declarations.person_count) as now_count,
        sum(commune_declarations.person_day_ago_count) as day_ago_count,
        sum(commune_declarations.person_week_ago_count) as week_ago_count
    from commune_declarations
    group by commune_declarations.district_id
)

select
    residents.district_id,
    ages.days_ago,
    residents.whole_count,
    coalesce(ages.done_count, 0)::bigint as done_count
from residents
left outer join declared on residents.district_id = declared.district_id
cross join
    lateral (
        values
        (0, declared.now_count),
        (1, declared.day_ago_count),
        (7, declared.week_ago_count)
    ) as ages (days_ago, done_count)
order by residents.district_id, ages.days_ago
