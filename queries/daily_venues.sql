-- How many registered places were scanned at on each of the last 8 days?
--
-- One row per Vietnamese day, in order, also without any; the last is the day of
-- data_time.
-- Parameters: data_time timestamptz, district_id text (null: all in scope)
with

days as (
    select midnights.midnight::date as on_date
    from generate_series(
        (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date - 7,
        (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date,
        interval '1 day'
    ) as midnights (midnight)
),

scanned as (
    select
        venue_days.on_date,
        sum(venue_days.active_count) as active_count,
        sum(venue_days.active_scan_count) as scan_count
    from venue_days
    where
        venue_days.on_date
        >= (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date - 7
        and (
            %(district_id)s::text is null
            or venue_days.district_id = %(district_id)s
        )
    group by venue_days.on_date
)

select
    days.on_date,
    coalesce(scanned.active_count, 0)::bigint as active_count,
    coalesce(scanned.scan_count, 0)::bigint as scan_count
from days
left outer join scanned on days.on_date = scanned.on_date
order by days.on_date
