-- How many places of each commune were scanned at on each of the last 9 days?
--
-- One row per commune and Vietnamese day with scans. Active are places registered
-- by now; active that day are those registered by that day.
select
    places.commune_id,
    communes.district_id,
    place_days.on_date,
    sum(place_days.scan_count)::bigint as scan_count,
    coalesce(
        sum(place_days.scan_count) filter (
            where places.registered_at <= (select times.data_time from live.times)
        ),
        0
    )::bigint as active_scan_count,
    count(*) filter (
        where places.registered_at <= (select times.data_time from live.times)
    ) as active_count,
    count(*) filter (
        where (places.registered_at at time zone 'Asia/Ho_Chi_Minh')::date
        <= place_days.on_date
    ) as active_that_day_count
from place_days
inner join contract.places on place_days.place_id = places.place_id
inner join contract.communes on places.commune_id = communes.commune_id
where place_days.on_date >= (select times.on_date - 8 from live.times)
group by places.commune_id, communes.district_id, place_days.on_date
