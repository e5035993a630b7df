-- How many registered venues were scanned at on a whole day?
--
-- One row per district of the viewer's scope and days_ago (0, 1, 7) before
-- yesterday, the last whole day.
-- Parameters: data_time timestamptz
with

ages as (
    select
        back.days_ago,
        (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date
        - 1
        - back.days_ago as on_date
    from (values (0), (1), (7)) as back (days_ago)
),

registered as (
    select
        communes.district_id,
        ages.days_ago,
        count(*) as whole_count
    from contract.places
    inner join contract.communes on places.commune_id = communes.commune_id
    inner join ages
        on
            (places.registered_at at time zone 'Asia/Ho_Chi_Minh')::date
            <= ages.on_date
    where contract.in_scope(communes.district_id, (select contract.own_districts()))
    group by communes.district_id, ages.days_ago
),

active as (
    select
        venue_days.district_id,
        ages.days_ago,
        sum(venue_days.active_that_day_count) as done_count
    from venue_days
    inner join ages on venue_days.on_date = ages.on_date
    where
        venue_days.on_date
        < (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date
    group by venue_days.district_id, ages.days_ago
)

select
    registered.district_id,
    registered.days_ago,
    registered.whole_count,
    coalesce(active.done_count, 0)::bigint as done_count
from registered
left outer join active
    on
        registered.district_id = active.district_id
        and registered.days_ago = active.days_ago
order by registered.district_id, registered.days_ago
