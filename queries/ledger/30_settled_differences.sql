-- Who takes which difference between the two test systems, who settled it, and why?
-- A difference is a code and a kind of `roll_ups/paired_results`. Lines are only ever
-- added: it is taken, given back, or settled with a reason. Each follows the last one
-- of the same difference: of two who press at once, the slower one finds that place
-- taken. One of nobody known has no district, and is the whole province's.
create table if not exists ledger.difference_events (
    event_id bigint generated always as identity primary key,
    sample_code text not null check (trim(sample_code) <> ''),
    kind text not null check (trim(kind) <> ''),
    district_id text,
    state text not null check (state in ('taken', 'returned', 'settled')),
    reason text not null default '',
    follows_id bigint,
    recorded_by text not null default ledger.viewer(),
    recorded_at timestamptz not null default ledger.present(),
    unique (event_id, sample_code, kind),
    unique nulls not distinct (sample_code, kind, follows_id),
    foreign key (follows_id, sample_code, kind)
    references ledger.difference_events (event_id, sample_code, kind),
    check (state <> 'settled' or trim(reason) <> '')
);

alter table ledger.difference_events enable row level security;
drop policy if exists differences_in_scope on ledger.difference_events;
create policy differences_in_scope on ledger.difference_events
for select to dashboard_ledger
using (
    (select contract.has_right('see_people'))
    and case
        when district_id is null then (select contract.sees_province())
        else contract.in_scope(district_id, (select contract.own_districts()))
    end
);
drop policy if exists differences_recorded on ledger.difference_events;
create policy differences_recorded on ledger.difference_events
for insert to dashboard_ledger
with check (
    contract.has_right('see_people')
    and contract.has_right('record_follow_up')
    and case
        when district_id is null then contract.sees_province()
        else contract.in_scope(district_id, contract.own_districts())
    end
);
grant select on ledger.difference_events to dashboard_ledger;
grant insert (sample_code, kind, district_id, state, reason, follows_id)
on ledger.difference_events to dashboard_ledger;
