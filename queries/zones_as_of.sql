-- Which containment zones were there at this time, and how?
--
-- One row per zone that was proposed by then, in the state it had: of those that
-- hold from then or before, the one recorded last.
-- Parameters: as_of timestamptz
select distinct on (zone_events.zone_id)
    zone_events.zone_id,
    zones.zone_name,
    zone_events.district_id,
    zones.commune_id,
    zone_events.status,
    zone_events.outline,
    zone_events.area_m2,
    zone_events.resident_count,
    zone_events.household_count,
    zone_events.f0_count,
    zone_events.f1_count,
    zone_events.place_count,
    zone_events.decision_number,
    zone_events.lead_agency,
    zone_events.guard_post_count,
    zone_events.starts_at,
    zone_events.planned_end_at,
    zone_events.valid_from
from ledger.zone_events
inner join ledger.zones on zone_events.zone_id = zones.zone_id
where zone_events.valid_from <= %(as_of)s
order by
    zone_events.zone_id desc,
    zone_events.event_id desc
