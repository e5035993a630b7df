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
    reason text not null,
    starts_at timestamptz,
    planned_end_at timestamptz,
    proposed_by text not null,
    proposed_at timestamptz not null default clock_timestamp(),
    data_time timestamptz not null,
    traced_with text not null,
    check (planned_end_at > starts_at)
);
alter table ledger.zones enable row level security;
create policy zones_in_scope on ledger.zones
to dashboard_ledger
using (contract.in_scope(district_id))
with check (contract.in_scope(district_id) and contract.has_right('propose_zones'));
grant select, insert, update on ledger.zones to dashboard_ledger;

-- Every change of a zone's status stays.
create table ledger.zone_events (
    event_id bigint generated always as identity primary key,
    zone_id bigint not null references ledger.zones,
    status text not null
    check (status in ('proposed', 'in_force', 'extended', 'partly_released', 'ended')),
    reason text not null,
    changed_by text not null,
    changed_at timestamptz not null default clock_timestamp()
);
alter table ledger.zone_events enable row level security;
create policy zone_events_in_scope on ledger.zone_events
to dashboard_ledger
using (zone_id in (select zones.zone_id from ledger.zones))
with check (
    contract.has_right('propose_zones')
    and zone_id in (select zones.zone_id from ledger.zones)
);
grant select, insert on ledger.zone_events to dashboard_ledger;
