-- Did this zone take its new state, unless somebody changed it first?
--
-- Changes the zone and adds a line to its history, and with a new outline who
-- lives inside, all or nothing. One row
-- with zone_id when it did; none when the zone is no longer the one that the
-- viewer saw. A value left unknown keeps what the zone has.
-- Parameters: zone_id bigint, seen_status text, seen_revision integer (null: any),
--   status text, decision_number text, lead_agency text,
--   guard_post_count integer, starts_at timestamptz, planned_end_at timestamptz,
--   outline and released_outline as GeoJSON text, area_m2 double precision,
--   resident_count, household_count, f0_count, f1_count, place_count,
--   released_resident_count, released_household_count integer,
--   valid_from timestamptz, reason text,
--   household_ids and household_residents integer[], one per household inside a
--   new outline; null: not known
with

changed as (

    update ledger.zones
    set
        status = %(status)s,
        decision_number
        = coalesce(%(decision_number)s::text, zones.decision_number),
        lead_agency = coalesce(%(lead_agency)s::text, zones.lead_agency),
        guard_post_count
        = coalesce(%(guard_post_count)s::integer, zones.guard_post_count),
        starts_at = coalesce(%(starts_at)s::timestamptz, zones.starts_at),
        planned_end_at
        = coalesce(%(planned_end_at)s::timestamptz, zones.planned_end_at),
        outline = coalesce(%(outline)s::jsonb, zones.outline),
        area_m2 = coalesce(%(area_m2)s::double precision, zones.area_m2),
        resident_count
        = coalesce(%(resident_count)s::integer, zones.resident_count),
        household_count
        = coalesce(%(household_count)s::integer, zones.household_count),
        f0_count = coalesce(%(f0_count)s::integer, zones.f0_count),
        f1_count = coalesce(%(f1_count)s::integer, zones.f1_count),
        place_count = coalesce(%(place_count)s::integer, zones.place_count),
        revision = zones.revision + 1,
        households_revision = case
            when %(outline)s::jsonb is null then zones.households_revision
            when %(household_ids)s::integer[] is not null
                then zones.revision + 1
        end
    where
        zones.zone_id = %(zone_id)s
        and zones.status = %(seen_status)s
        and zones.revision
        = coalesce(%(seen_revision)s::integer, zones.revision)
    returning
        zones.zone_id,
        zones.district_id,
        zones.status,
        zones.outline,
        zones.area_m2,
        zones.resident_count,
        zones.household_count,
        zones.f0_count,
        zones.f1_count,
        zones.place_count,
        zones.decision_number,
        zones.lead_agency,
        zones.guard_post_count,
        zones.starts_at,
        zones.planned_end_at,
        zones.data_time,
        zones.revision

),

households as (

    insert into ledger.zone_households (
        zone_id,
        district_id,
        data_time,
        revision,
        household_id,
        resident_count
    )
    select
        changed.zone_id,
        changed.district_id,
        changed.data_time,
        changed.revision,
        inside.household_id,
        inside.resident_count
    from changed
    cross join unnest(
        %(household_ids)s::integer[], %(household_residents)s::integer[]
    ) as inside (household_id, resident_count)

)

insert into ledger.zone_events (
    zone_id,
    district_id,
    status,
    outline,
    released_outline,
    released_resident_count,
    released_household_count,
    area_m2,
    resident_count,
    household_count,
    f0_count,
    f1_count,
    place_count,
    decision_number,
    lead_agency,
    guard_post_count,
    starts_at,
    planned_end_at,
    data_time,
    valid_from,
    reason
)
select
    changed.zone_id,
    changed.district_id,
    changed.status,
    changed.outline,
    %(released_outline)s::jsonb,
    %(released_resident_count)s::integer,
    %(released_household_count)s::integer,
    changed.area_m2,
    changed.resident_count,
    changed.household_count,
    changed.f0_count,
    changed.f1_count,
    changed.place_count,
    changed.decision_number,
    changed.lead_agency,
    changed.guard_post_count,
    changed.starts_at,
    changed.planned_end_at,
    changed.data_time,
    %(valid_from)s,
    %(reason)s -- noqa: AL03
from changed
returning zone_id
