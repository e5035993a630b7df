-- Who calls whom of the people being followed up?
-- Events are only ever added: a person is taken by or given to a caller, or given
-- back (no caller). Each follows the last one of the same person: of two who press
-- at once, the slower one finds that place taken and is told by whom. The event of
-- the follow-up that the assigner saw says in which district the person is
-- followed up; a release recorded after it ends the assignment.
create table ledger.call_assignments (
    assignment_id bigint generated always as identity primary key,
    person_id integer not null,
    district_id text not null,
    seen_id bigint not null,
    follows_id bigint,
    caller text check (caller <> ''),
    assigned_at timestamptz not null,
    assigned_by text not null,
    recorded_at timestamptz not null default ledger.present(),
    unique (assignment_id, person_id),
    unique nulls not distinct (person_id, follows_id),
    foreign key (follows_id, person_id)
    references ledger.call_assignments (assignment_id, person_id),
    check (assigned_at <= recorded_at),
    check (caller is not null or follows_id is not null)
);

-- Was this person released after that event, so that what it began has ended?
create function ledger.is_released_since(of_person integer, seen bigint)
returns boolean
language sql stable
set search_path = pg_catalog as $$
    select exists (
        select 1
        from ledger.follow_up_events as releases
        where
            releases.person_id = of_person
            and releases.state = 'released'
            and releases.event_id > seen
            and not exists (
                select 1
                from ledger.follow_up_events as later
                where later.corrects_id = releases.event_id
            )
    )
$$;

alter table ledger.call_assignments enable row level security;
create policy assignments_in_scope on ledger.call_assignments
for select to dashboard_ledger
using (contract.in_scope(district_id) and contract.has_right('see_people'));
-- Nobody is assigned whom the viewer does not follow up in that district.
create policy assignments_recorded on ledger.call_assignments
for insert to dashboard_ledger
with check (
    contract.in_scope(district_id)
    and contract.has_right('record_follow_up')
    and exists (
        select 1
        from ledger.follow_up_events
        where
            follow_up_events.event_id = call_assignments.seen_id
            and follow_up_events.person_id = call_assignments.person_id
            and follow_up_events.district_id = call_assignments.district_id
    )
);
grant select on ledger.call_assignments to dashboard_ledger;
grant insert (
    person_id, district_id, seen_id, follows_id, caller, assigned_at, assigned_by
) on ledger.call_assignments to dashboard_ledger;
