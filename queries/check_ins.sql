-- Who scanned which place's code in this period?
--
-- One row per scan, withdrawn ones left out by the contract; scans of unknown
-- people and places are here too, to be counted. Only numbers, so that a
-- million rows travel as binary columns.
-- Parameters: since timestamptz, until timestamptz
select
    person_id,
    place_id,
    scanned_at,
    left_at
from contract.check_ins
where
    scanned_at >= %(since)s
    and scanned_at < %(until)s
