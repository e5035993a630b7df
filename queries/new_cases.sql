-- Which cases were confirmed or reported of late?
--
-- One row per case, the latest first. Never kept: asked every few seconds.
-- Parameters: since, until timestamptz
select cases.case_id
from contract.cases
where
    (cases.reported_at > %(since)s and cases.reported_at <= %(until)s)
    or (cases.confirmed_at > %(since)s and cases.confirmed_at <= %(until)s)
order by
    cases.reported_at desc,
    cases.case_id asc
