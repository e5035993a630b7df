-- Who scanned which place's code since this time?
--
-- One row per scan, withdrawn ones left out by the contract; scans of unknown
-- people and places or in the future are here too, to be counted. Only
-- fixed-width values that are never missing, so that a million rows travel as
-- binary columns: an unknown check-out is 1970-01-01, an infinite time the last
-- day of the year 9999 (or the first of the year 1).
-- Parameters: since timestamptz
select
    check_ins.person_id,
    check_ins.place_id,
    least(check_ins.scanned_at, timestamptz '9999-12-31 00:00+00')
        as scanned_at,
    case
        when check_ins.left_at is null
            then timestamptz '1970-01-01 00:00+00'
        else least(
            greatest(check_ins.left_at, timestamptz '0001-01-01 00:00+00'),
            timestamptz '9999-12-31 00:00+00'
        )
    end as left_at
from contract.check_ins
where check_ins.scanned_at >= %(since)s
