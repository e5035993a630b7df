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
    proposed_at timestamptz not null default ledger.present(),
    data_time timestamptz not null,
    traced_with text not null,
    revision integer not null default 1,
    -- The revision whose outline `zone_households` counted; unknown where it was
    -- drawn by somebody who may not know who lives where.
    households_revision integer,
    check (planned_end_at > starts_at),
    -- A zone cannot start before it was proposed.
    check (starts_at >= data_time),
    unique (zone_id, district_id, data_time)
);
-- The same proposal saved twice is one zone; one that has ended may come again.
create unique index one_zone_per_proposal
on ledger.zones (district_id, commune_id, zone_name, md5(outline::text))
where status <> 'ended';
alter table ledger.zones enable row level security;
create policy zones_in_scope on ledger.zones
to dashboard_ledger
using (contract.in_scope(district_id))
with check (contract.in_scope(district_id) and contract.has_right('propose_zones'));
grant select, insert, update on ledger.zones to dashboard_ledger;

-- Every state of a zone stays, as it was from `valid_from` on: the start of an
-- order, otherwise the time of the data when somebody recorded it. The proposal
-- is the first, at `data_time`, and no other begins before it.
-- `released_outline` is the part that this change set free, with who lived there
-- as it was counted then.
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
    data_time timestamptz not null,
    valid_from timestamptz not null check (valid_from >= data_time),
    reason text not null,
    changed_by text not null,
    changed_at timestamptz not null default ledger.present(),
    -- So that an event's district, which its policy asks, and the time of its
    -- proposal are its zone's.
    foreign key (zone_id, district_id, data_time)
    references ledger.zones (zone_id, district_id, data_time),
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

-- Which households lived inside each outline when it was drawn, and how many
-- people? Nobody reads it: only `confined_once` does, and tells sums alone.
create table ledger.zone_households (
    zone_id bigint not null,
    district_id text not null,
    data_time timestamptz not null,
    revision integer not null,
    household_id integer not null,
    resident_count integer not null check (resident_count > 0),
    primary key (zone_id, revision, household_id),
    foreign key (zone_id, district_id, data_time)
    references ledger.zones (zone_id, district_id, data_time)
);
alter table ledger.zone_households enable row level security;
create policy zone_households_recorded on ledger.zone_households
for insert to dashboard_ledger
with check (
    contract.in_scope(district_id) and contract.has_right('propose_zones')
);
grant insert on ledger.zone_households to dashboard_ledger;

-- How many people and households do these zones hold, each counted once, and
-- how many people are in more than one of them? A household counted at two times
-- with different numbers counts with the larger.
create function ledger.confined_once(of_zones bigint[])
returns table (
    resident_count bigint, household_count bigint, shared_resident_count bigint
)
language sql stable security definer
set search_path = pg_catalog as $$
    with

    seen as (

        select
            zones.zone_id,
            zones.households_revision,
            zones.resident_count,
            zones.household_count
        from ledger.zones
        where
            zones.zone_id = any(of_zones)
            and contract.in_scope(zones.district_id)

    ),

    shared as (

        select
            max(zone_households.resident_count) as once_count,
            sum(zone_households.resident_count) as summed_count,
            count(*) as zone_count
        from seen
        inner join ledger.zone_households
            on
                seen.zone_id = zone_households.zone_id
                and seen.households_revision = zone_households.revision
        group by zone_households.household_id
        having count(*) > 1

    ),

    twice as (

        select
            coalesce(sum(shared.once_count), 0) as once_count,
            coalesce(sum(shared.summed_count), 0) as summed_count,
            coalesce(sum(shared.zone_count - 1), 0) as zone_count
        from shared

    )

    select
        (coalesce(sum(seen.resident_count), 0) - min(twice.summed_count)
        + min(twice.once_count))::bigint,
        (coalesce(sum(seen.household_count), 0) - min(twice.zone_count))::bigint,
        min(twice.once_count)::bigint
    from twice
    left outer join seen on true
$$;
