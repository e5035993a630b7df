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
        place_days.scan_date,
        count(*) as active_count,
        sum(place_days.scan_count) as scan_count
    from contract.place_days
    inner join contract.communes on place_days.commune_id = communes.commune_id
    inner join contract.places on place_days.place_id = places.place_id
    where
        place_days.scan_date
        >= (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date - 7
        and place_days.scan_date
        <= (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date
        and places.registered_at <= %(data_time)s
        and (
            %(district_id)s::text is null
            or communes.district_id = %(district_id)s
        )
    group by place_days.scan_date
)

select
    days.on_date,
    coalesce(scanned.active_count, 0) as active_count,
    coalesce(scanned.scan_count, 0)::bigint as scan_count
from days
left outer join scanned on days.on_date = scanned.scan_date
order by days.on_date
