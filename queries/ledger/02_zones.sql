-- Which containment zones were proposed, are in force, or have ended?
-- `traced_with` is the address of the trace behind it (cases, preset, edited
-- rules and windows), so that a proposal can be traced again as it was.
create table ledger.zones (
    zone_id bigint generated always as identity primary key,
    zone_name text not null,
    district_id text not null,
    commune_id text not null,
    status text not null default 'proposed'
    check (status in ('proposed', 'in_force', 'extended', 'partly_released', 'ended')),
    outline jsonb not null,
    area_m2 double precision not null check (area_m2 > 0),
    resident_count integer,
    household_count integer,
    f0_count integer not null,
    f1_count integer not null,
    place_count integer not null,
    decision_number text,
    lead_agency text,
    guard_post_count integer check (guard_post_count >= 0),
    reason text not null,
    starts_at timestamptz,
    planned_end_at timestamptz,
    proposed_by text not null,
    proposed_at timestamptz not null default clock_timestamp(),
    data_time timestamptz not null,
    traced_with text not null,
    revision integer not null default 1,
    check (planned_end_at > starts_at),
    unique (zone_id, district_id)
);
alter table ledger.zones enable row level security;
create policy zones_in_scope on ledger.zones
to dashboard_ledger
using (contract.in_scope(district_id))
with check (contract.in_scope(district_id) and contract.has_right('propose_zones'));
grant select, insert, update on ledger.zones to dashboard_ledger;

-- Every state of a zone stays, as it was from `valid_from` on: the start of an
-- order, otherwise the time of the data when somebody recorded it. The proposal
-- is the first. `released_outline` is the part that this change set free, with
-- who lived there as it was counted then.
create table ledger.zone_events (
    event_id bigint generated always as identity primary key,
    zone_id bigint not null,
    district_id text not null,
    status text not null
    check (status in ('proposed', 'in_force', 'extended', 'partly_released', 'ended')),
    outline jsonb not null,
    released_outline jsonb,
    released_resident_count integer,
    released_household_count integer,
    area_m2 double precision not null,
    resident_count integer,
    household_count integer,
    f0_count integer not null,
    f1_count integer not null,
    place_count integer not null,
    decision_number text,
    lead_agency text,
    guard_post_count integer,
    starts_at timestamptz,
    planned_end_at timestamptz,
    valid_from timestamptz not null,
    reason text not null,
    changed_by text not null,
    changed_at timestamptz not null default clock_timestamp(),
    -- So that an event's district, which its policy asks, is its zone's.
    foreign key (zone_id, district_id)
    references ledger.zones (zone_id, district_id),
    check ((status = 'partly_released') = (released_outline is not null)),
    check ((released_outline is null) = (released_resident_count is null)),
    check ((released_outline is null) = (released_household_count is null))
);
alter table ledger.zone_events enable row level security;
create policy zone_events_in_scope on ledger.zone_events
to dashboard_ledger
using (contract.in_scope(district_id))
with check (contract.in_scope(district_id) and contract.has_right('propose_zones'));
grant select, insert on ledger.zone_events to dashboard_ledger;
