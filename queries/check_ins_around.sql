-- What did these people scan in these spans of time?
--
-- One row per scan, with the columns of check_ins.sql. `person_ids`, `begins`
-- and `ends` (seconds since 1970, the end excluded; after the year 9999: every
-- later one) have one entry per span.
-- `offset 0` keeps each span a look-up of its own, which uses the index behind
-- the view; joined, the whole view would be read.
-- Parameters: person_ids integer[], begins bigint[], ends bigint[]
select
    scans.person_id,
    scans.place_id,
    scans.scanned_at,
    scans.left_at
from
    unnest(
        %(person_ids)s::integer[], %(begins)s::bigint[], %(ends)s::bigint[]
    ) as spans (person_id, begins, ends)
cross join
    lateral ( -- noqa: ST05
        select
            check_ins.person_id,
            check_ins.place_id,
            least(check_ins.scanned_at, timestamptz '9999-12-31 00:00+00')
                as scanned_at,
            case
                when check_ins.left_at is null
                    then timestamptz '1970-01-01 00:00+00'
                else least(
                    greatest(
                        check_ins.left_at, timestamptz '0001-01-01 00:00+00'
                    ),
                    timestamptz '9999-12-31 00:00+00'
                )
            end as left_at
        from contract.check_ins
        where
            check_ins.person_id = spans.person_id
            and check_ins.scanned_at >= to_timestamp(spans.begins)
            and check_ins.scanned_at <= case
                when
                    to_timestamp(spans.ends)
                    > timestamptz '9999-12-31 00:00+00'
                    then timestamptz 'infinity'
                else to_timestamp(spans.ends) - interval '1 microsecond'
            end
        offset 0 -- noqa: AM09
    ) as scans
