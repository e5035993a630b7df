-- Which scans since this time had reached the server by a moment?
--
-- One row per scan, in the columns of the question of check-ins. A scan that
-- was withdrawn since is not here: the contract does not tell when it was.
-- Parameters: since timestamptz, known_at timestamptz
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
where
    check_ins.scanned_at >= %(since)s
    and check_ins.received_at <= %(known_at)s
