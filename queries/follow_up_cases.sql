-- Under which codes are these people cases, and since when is it known?
--
-- One row per case of the viewer's scope that had been reported by then.
-- Parameters: person_ids integer[], known_at timestamptz
select
    cases.case_id,
    cases.person_id,
    cases.reported_at
from contract.cases
where
    cases.person_id = any(%(person_ids)s::integer[])
    and cases.reported_at <= %(known_at)s
order by
    cases.person_id,
    cases.reported_at
