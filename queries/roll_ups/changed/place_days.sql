-- Which days of place_days may differ from those of an earlier data time?
--
-- One row per Vietnamese day: with scans added or withdrawn since then, or at places
-- that were not known then; since that day; or no longer looked at. The contract
-- lets a change be readable 15 minutes late.
-- Parameters: since timestamptz
select (check_in_changes.scanned_at at time zone 'Asia/Ho_Chi_Minh')::date as on_date
from contract.check_in_changes
where
    (
        check_in_changes.changed_at >= %(since)s::timestamptz - interval '15 minutes'
        or check_in_changes.place_id = any(
            array(
                select places.place_id from contract.places
                except
                select places_known.place_id from places_known
            )
        )
    )
    and check_in_changes.scanned_at >= (
        select times.first_scan_date::timestamp at time zone 'Asia/Ho_Chi_Minh'
        from live.times
    )
union
select midnights.midnight::date as on_date
from
    generate_series(
        (%(since)s::timestamptz at time zone 'Asia/Ho_Chi_Minh')::date,
        (select times.on_date from live.times),
        interval '1 day'
    ) as midnights (midnight)
union
select place_days.on_date
from place_days
where place_days.on_date < (select times.first_scan_date from live.times)
