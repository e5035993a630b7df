-- Which cases have no usable date, so that no trace can place them in time?
--
-- One row per case that `cases` leaves out: neither its confirmation nor its report
-- is a moment that a calendar holds.
select cases.case_id
from contract.cases
where
    not coalesce(
        cases.confirmed_at > timestamptz '0001-01-02 00:00+00'
        and cases.confirmed_at < timestamptz '9999-12-31 00:00+00',
        false
    )
    and not coalesce(
        cases.reported_at > timestamptz '0001-01-02 00:00+00'
        and cases.reported_at < timestamptz '9999-12-31 00:00+00',
        false
    )
order by cases.case_id
