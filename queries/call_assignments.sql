-- Who has whom to call?
--
-- One row per person of the viewer's districts whose last assignment holds: it was
-- not given back, and the follow-up that it belongs to has not ended since.
with

last_assignments as (

    select distinct on (call_assignments.person_id)
        call_assignments.person_id,
        call_assignments.assignment_id,
        call_assignments.seen_id,
        call_assignments.caller,
        call_assignments.assigned_at,
        call_assignments.assigned_by
    from ledger.call_assignments
    order by
        call_assignments.person_id asc,
        call_assignments.assignment_id desc

)

select
    last_assignments.person_id,
    last_assignments.assignment_id,
    last_assignments.caller,
    last_assignments.assigned_at,
    last_assignments.assigned_by
from last_assignments
where
    last_assignments.caller is not null
    and not ledger.is_released_since(
        last_assignments.person_id, last_assignments.seen_id
    )
order by last_assignments.person_id
