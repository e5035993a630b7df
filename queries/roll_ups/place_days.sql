-- How often was each place scanned at, on the day of the data and the 27 before?
--
-- One row per place and Vietnamese day with scans. The only roll-up of which a
-- refresh renews some days alone: changed/place_days.sql says which. Without a
-- district it is nobody's to read but those that count from it.
select
    place_days.place_id,
    place_days.scan_date as on_date,
    place_days.scan_count
from contract.place_days
where
    place_days.scan_date >= (select times.first_scan_date from live.times)
    and place_days.scan_date <= (select times.on_date from live.times)
