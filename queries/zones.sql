-- Which containment zones does the ledger hold, latest change first?
--
-- One row per zone of the viewer's districts, with the last change of status.
select
    zones.zone_id,
    zones.zone_name,
    zones.district_id,
    zones.commune_id,
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
    zones.reason,
    zones.starts_at,
    zones.planned_end_at,
    zones.proposed_by,
    zones.proposed_at,
    zones.data_time,
    zones.traced_with
from ledger.zones
order by zones.zone_id desc
