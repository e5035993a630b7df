-- Who was isolated from when to when, and why, other than as a case?
--
-- One row per isolation, by person and start; a missing release is still to
-- come, and so is an infinite one. Meanwhile a contact infects nobody; before
-- and after they may. Those that `unusable_times` counts are left out.
select
    isolations.person_id,
    isolations.isolated_at,
    isolations.reason,
    case
        when isolations.released_at < timestamptz '9999-12-31 00:00+00'
            then isolations.released_at
    end as released_at
from contract.isolations
where
    isolations.reason <> 'case'
    and isolations.isolated_at < timestamptz '9999-12-31 00:00+00'
    and isolations.isolated_at > timestamptz '0001-01-02 00:00+00'
    and coalesce(
        isolations.released_at > timestamptz '0001-01-02 00:00+00', true
    )
order by
    isolations.person_id asc,
    isolations.isolated_at asc,
    isolations.isolation_id asc
