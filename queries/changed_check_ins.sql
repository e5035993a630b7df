-- Which scans were added, corrected or withdrawn since this time?
--
-- One row per scan: whose, and when it was; fixed-width values only. Scans at
-- `place_ids` are here too: such a place may only now be one of the viewer's.
-- `since` begins the period that is looked at, as in check_ins.sql.
-- Parameters: changed_since timestamptz, since timestamptz, place_ids integer[]
select
    check_in_changes.person_id,
    least(check_in_changes.scanned_at, timestamptz '9999-12-31 00:00+00')
        as scanned_at
from contract.check_in_changes
where
    (
        check_in_changes.changed_at >= %(changed_since)s
        or check_in_changes.place_id = any(%(place_ids)s::integer[])
    )
    and check_in_changes.scanned_at >= %(since)s
