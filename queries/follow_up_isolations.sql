-- When were these people isolated, other than as a case, and until when?
--
-- One row per isolation of the viewer's scope, in time order; released_at is
-- missing while it goes on. Those that `unusable_times` counts are left out.
-- Parameters: person_ids integer[]
select
    isolations.person_id,
    isolations.isolated_at,
    case
        when isolations.released_at < timestamptz '9999-12-31 00:00+00'
            then isolations.released_at
    end as released_at
from contract.isolations
where
    isolations.person_id = any(%(person_ids)s::integer[])
    and isolations.reason <> 'case'
    and isolations.isolated_at < timestamptz '9999-12-31 00:00+00'
    and isolations.isolated_at > timestamptz '0001-01-02 00:00+00'
    and coalesce(
        isolations.released_at > timestamptz '0001-01-02 00:00+00', true
    )
order by
    isolations.person_id,
    isolations.isolated_at
