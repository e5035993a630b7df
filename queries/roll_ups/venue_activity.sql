-- When was each place last scanned at, and how much today and within a week?
--
-- One row per place: its last Vietnamese day with scans of the last 9, none where
-- there was none; scans of the day of the data, and of the 7 days up to it.
select
    places.place_id,
    places.commune_id,
    communes.district_id,
    places.place_kind,
    places.registered_at,
    max(place_days.on_date) as last_date,
    coalesce(
        sum(place_days.scan_count) filter (
            where place_days.on_date = (select times.on_date from live.times)
        ),
        0
    )::bigint as today_scan_count,
    coalesce(
        sum(place_days.scan_count) filter (
            where place_days.on_date > (select times.on_date - 7 from live.times)
        ),
        0
    )::bigint as week_scan_count
from contract.places
inner join contract.communes on places.commune_id = communes.commune_id
left outer join place_days on places.place_id = place_days.place_id
where contract.in_scope(communes.district_id, (select contract.own_districts()))
group by
    places.place_id,
    places.commune_id,
    communes.district_id,
    places.place_kind,
    places.registered_at
