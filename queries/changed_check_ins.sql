-- Which scans were added, corrected or withdrawn since this time?
--
-- One row per scan: whose, and when it was; fixed-width values only. `since`
-- begins the period that is looked at, as in check_ins.sql.
-- Parameters: changed_since timestamptz, since timestamptz
select
    check_in_changes.person_id,
    check_in_changes.scanned_at
from contract.check_in_changes
where
    check_in_changes.changed_at >= %(changed_since)s
    and check_in_changes.scanned_at >= %(since)s
