-- How many residents have their health record linked to the app?
--
-- One row per district of the viewer's scope and days_ago (0, 1, 7); the whole is
-- the register's residents.
-- Parameters: data_time timestamptz
with

counted as (
    select
        communes.district_id,
        count(*) as whole_count,
        count(*) filter (
            where health_record_links.linked_at <= %(data_time)s
        ) as now_count,
        count(*) filter (
            where health_record_links.linked_at
            <= %(data_time)s - interval '1 day'
        ) as day_ago_count,
        count(*) filter (
            where health_record_links.linked_at
            <= %(data_time)s - interval '7 days'
        ) as week_ago_count
    from contract.people
    inner join contract.communes on people.commune_id = communes.commune_id
    left outer join contract.health_record_links
        on people.person_id = health_record_links.person_id
    group by communes.district_id
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
