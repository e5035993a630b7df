-- How much was each place scanned at today and within a week?
--
-- One row per place: scans of the day of the data, and of the 7 days up to it.
select
    places.place_id,
    places.commune_id,
    communes.district_id,
    places.place_kind,
    places.registered_at,
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
left outer join place_days
    on
        places.place_id = place_days.place_id
        and place_days.on_date > (select times.on_date - 7 from live.times)
where contract.in_scope(communes.district_id, (select contract.own_districts()))
group by
    places.place_id,
    places.commune_id,
    communes.district_id,
    places.place_kind,
    places.registered_at
