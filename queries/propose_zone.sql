-- Which number does a newly proposed zone get?
--
-- Adds one zone with status 'proposed', the first line of its history and who
-- lives inside, all or nothing, and returns its zone_id; of a proposal that is
-- there already and has not ended, the number of that. No row: somebody saved
-- the same at this moment.
-- Parameters: the columns below, outline as GeoJSON text, household_ids and
--   household_residents integer[], one per household; null: not known
with

added as (

    insert into ledger.zones (
        zone_name,
        district_id,
        commune_id,
        outline,
        area_m2,
        resident_count,
        household_count,
        f0_count,
        f1_count,
        place_count,
        reason,
        data_time,
        traced_with,
        households_revision
    )
    values (
        %(zone_name)s,
        %(district_id)s,
        %(commune_id)s,
        %(outline)s::jsonb,
        %(area_m2)s,
        %(resident_count)s,
        %(household_count)s,
        %(f0_count)s,
        %(f1_count)s,
        %(place_count)s,
        %(reason)s,
        %(data_time)s,
        %(traced_with)s,
        case when %(household_ids)s::integer[] is not null then 1 end
    )
    on conflict do nothing
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
        zones.data_time,
        zones.reason

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
        added.zone_id,
        added.district_id,
        added.data_time,
        1 as revision,
        inside.household_id,
        inside.resident_count
    from added
    cross join unnest(
        %(household_ids)s::integer[], %(household_residents)s::integer[]
    ) as inside (household_id, resident_count)

),

recorded as (

    insert into ledger.zone_events (
        zone_id,
        district_id,
        status,
        outline,
        area_m2,
        resident_count,
        household_count,
        f0_count,
        f1_count,
        place_count,
        data_time,
        valid_from,
        reason
    )
    select
        added.zone_id,
        added.district_id,
        added.status,
        added.outline,
        added.area_m2,
        added.resident_count,
        added.household_count,
        added.f0_count,
        added.f1_count,
        added.place_count,
        added.data_time,
        added.data_time as valid_from,
        added.reason
    from added
    returning zone_id

)

select recorded.zone_id
from recorded
union all
select zones.zone_id
from ledger.zones
where
    zones.district_id = %(district_id)s
    and zones.commune_id = %(commune_id)s
    and zones.zone_name = %(zone_name)s
    and md5(zones.outline::text) = md5((%(outline)s::jsonb)::text)
    and zones.status <> 'ended'
