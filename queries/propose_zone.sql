-- Which number does a newly proposed zone get?
--
-- Adds one zone with status 'proposed' and returns its zone_id.
-- Parameters: the columns below, outline as GeoJSON text
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
returning zone_id
