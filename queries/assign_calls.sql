-- Whom of these people does the caller have from now on?
--
-- Adds one assignment for each person whom nobody has, or who is taken over from
-- the assignment that the viewer saw; without a caller, gives back what the viewer
-- saw. Returns those people; for the others somebody was faster, and nothing is
-- added: neither for whom somebody called or released since the viewer looked.
-- In the order of people, so that two of these at once cannot wait for each other.
-- Parameters: seen_ids bigint[], held_ids bigint[], caller text or null,
--   assigned_at timestamptz
with

seen as (

    select
        follow_up_events.person_id,
        follow_up_events.district_id,
        follow_up_events.event_id,
        %(caller)s::text as caller,
        %(assigned_at)s::timestamptz as assigned_at
    from ledger.follow_up_events
    where follow_up_events.event_id = any(%(seen_ids)s::bigint[])

),

last_assignments as (

    select distinct on (call_assignments.person_id)
        call_assignments.person_id,
        call_assignments.assignment_id,
        call_assignments.assignment_id = any(%(held_ids)s::bigint[]) as is_seen,
        call_assignments.caller is not null
        and not ledger.is_released_since(
            call_assignments.person_id, call_assignments.seen_id
        ) as is_held
    from ledger.call_assignments
    where call_assignments.person_id in (select seen.person_id from seen)
    order by
        call_assignments.person_id asc,
        call_assignments.assignment_id desc

)

insert into ledger.call_assignments (
    person_id,
    district_id,
    seen_id,
    follows_id,
    caller,
    assigned_at
)
select
    seen.person_id,
    seen.district_id,
    seen.event_id as seen_id,
    last_assignments.assignment_id as follows_id,
    seen.caller,
    seen.assigned_at
from seen
left outer join last_assignments on seen.person_id = last_assignments.person_id
where
    (
        coalesce(last_assignments.is_seen, false)
        or (
            seen.caller is not null
            and not coalesce(last_assignments.is_held, false)
        )
    )
    and (
        seen.caller is null
        or not exists (
            select 1
            from ledger.follow_up_events as newer
            where
                newer.person_id = seen.person_id
                and newer.event_id > seen.event_id
                and newer.state in ('called', 'released')
        )
    )
order by seen.person_id
on conflict (person_id, follows_id) do nothing
returning person_id
