-- Whom are we following up, and what happened to each of them, and when?
-- Events are only ever added. Each follows the event that its recorder saw
-- last: of two people at work on one person at once, the slower one finds that
-- place taken, is told, and loses nothing. A mistake is corrected by an event
-- that names the one it replaces. Only being listed says in which district a
-- person is followed up; later events take it from the event they follow.
create table ledger.follow_up_events (
    event_id bigint generated always as identity primary key,
    person_id integer not null,
    district_id text not null,
    follows_id bigint,
    corrects_id bigint,
    state text not null check (
        state in (
            'listed', 'called', 'isolated', 'sampled', 'negative', 'positive',
            'released', 'withdrawn'
        )
    ),
    happened_at timestamptz not null,
    note text not null default '',
    recorded_by text not null,
    recorded_at timestamptz not null default ledger.present(),
    -- Of being listed: for which cases, when the case was reported, since when
    -- the person counts as exposed and until when they were (both unknown for a
    -- possible source). A later exposure puts off the end.
    case_ids text[] not null default '{}',
    notified_at timestamptz,
    exposed_at timestamptz,
    last_exposed_at timestamptz,
    unique (event_id, person_id, district_id),
    unique nulls not distinct (person_id, follows_id),
    foreign key (follows_id, person_id, district_id)
    references ledger.follow_up_events (event_id, person_id, district_id),
    foreign key (corrects_id, person_id, district_id)
    references ledger.follow_up_events (event_id, person_id, district_id),
    check (happened_at <= recorded_at),
    check (state = 'listed' or follows_id is not null),
    check ((state = 'listed') = (cardinality(case_ids) > 0)),
    check (state <> 'withdrawn' or corrects_id is not null),
    check ((exposed_at is null) = (last_exposed_at is null)),
    check (last_exposed_at >= exposed_at),
    check (state = 'listed' or exposed_at is null)
);
create index on ledger.follow_up_events (recorded_at);
create index on ledger.follow_up_events (corrects_id);

-- Had this person's follow-up ended when this happened? It has from the last
-- release that stands on, until they are listed again. What is recorded late and
-- happened before is part of it still; so is the correction of the release.
create or replace function ledger.is_after_release(
    of_person integer, new_state text, at timestamptz, corrected bigint
) returns boolean
language sql stable
set search_path = pg_catalog as $$
    select new_state not in ('listed', 'withdrawn') and exists (
        select 1
        from ledger.follow_up_events as releases
        where
            releases.person_id = of_person
            and releases.state = 'released'
            and releases.happened_at <= at
            and releases.event_id is distinct from corrected
            and not exists (
                select 1
                from ledger.follow_up_events as later
                where
                    later.person_id = of_person
                    and (
                        later.corrects_id = releases.event_id
                        or (
                            later.state = 'listed'
                            and later.event_id > releases.event_id
                        )
                    )
            )
    )
$$;

create or replace function ledger.refuse_after_release() returns trigger
language plpgsql security definer
set search_path = pg_catalog as $$
begin
    if ledger.is_after_release(
        new.person_id, new.state, new.happened_at, new.corrects_id
    ) then
        raise check_violation using
            message = 'After the release nothing belongs to a follow-up.';
    end if;
    return new;
end
$$;
create trigger nothing_after_release
before insert on ledger.follow_up_events
for each row execute function ledger.refuse_after_release();

alter table ledger.follow_up_events enable row level security;
create policy follow_up_in_scope on ledger.follow_up_events
for select to dashboard_ledger
using (contract.in_scope(district_id) and contract.has_right('see_people'));
create policy follow_up_recorded on ledger.follow_up_events
for insert to dashboard_ledger
with check (
    contract.in_scope(district_id)
    and contract.has_right('record_follow_up')
    and (state <> 'listed' or contract.has_right('trace_contacts'))
);
-- Not event_id, not recorded_at: when something was recorded is never typed in.
grant select on ledger.follow_up_events to dashboard_ledger;
grant insert (
    person_id, district_id, follows_id, corrects_id, state, happened_at, note,
    recorded_by, case_ids, notified_at, exposed_at, last_exposed_at
) on ledger.follow_up_events to dashboard_ledger;
