-- Which number does a newly proposed zone get?
--
-- Adds one zone with status 'proposed' and the first line of its history, both
-- or neither, and returns its zone_id.
-- Parameters: the columns below, outline as GeoJSON text
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
        proposed_by,
        data_time,
        traced_with
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
        %(proposed_by)s,
        %(data_time)s,
        %(traced_with)s
    )
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
        zones.reason,
        zones.proposed_by

)

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
    valid_from,
    reason,
    changed_by
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
    added.reason,
    added.proposed_by
from added
returning zone_id
