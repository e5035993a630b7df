-- How many residents have their health record linked to the app?
--
-- One row per district of the viewer's scope and days_ago (0, 1, 7); the whole is
-- the register's residents.
with

counted as (
    select
        commune_residents.district_id,
        sum(commune_residents.resident_count)::bigint as whole_count,
        sum(commune_residents.linked_count)::bigint as now_count,
        sum(commune_residents.linked_day_ago_count)::bigint as day_ago_count,
        sum(commune_residents.linked_week_ago_count)::bigint as week_ago_count
    from commune_residents
    group by commune_residents.district_id
)

select
    counted.district_id,
    ages.days_ago,
    ages.done_count,
    counted.whole_count
from counted
cross join
    lateral (
        values
        (0, counted.now_count),
        (1, counted.day_ago_count),
        (7, counted.week_ago_count)
    ) as ages (days_ago, done_count)
order by counted.district_id, ages.days_ago
