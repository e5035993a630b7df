-- Who scanned which place's code since this time?
--
-- One row per scan, withdrawn ones left out by the contract; scans of unknown
-- people and places or in the future are here too, to be counted. Only
-- fixed-width values that are never missing, so that a million rows travel as
-- binary columns: an unknown check-out is 1970-01-01.
-- Parameters: since timestamptz
select
    check_ins.person_id,
    check_ins.place_id,
    check_ins.scanned_at,
    coalesce(check_ins.left_at, timestamptz '1970-01-01 00:00+00') as left_at
from contract.check_ins
where check_ins.scanned_at >= %(since)s
