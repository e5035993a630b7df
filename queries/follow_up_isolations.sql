-- When were these people isolated, other than as a case, and until when?
--
-- One row per isolation of the viewer's scope, in time order; released_at is
-- missing while it goes on.
-- Parameters: person_ids integer[]
select
    isolations.person_id,
    isolations.isolated_at,
    isolations.released_at
from contract.isolations
where
    isolations.person_id = any(%(person_ids)s::integer[])
    and isolations.reason <> 'case'
order by
    isolations.person_id,
    isolations.isolated_at
