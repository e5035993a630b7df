-- Who changed this zone, when and why, and how has it been since?
--
-- One row per state, latest first; the last is the proposal.
-- Parameters: zone_id bigint
select
    zone_events.status,
    zone_events.outline,
    zone_events.released_outline,
    zone_events.released_resident_count,
    zone_events.released_household_count,
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
    zone_events.valid_from,
    zone_events.reason,
    zone_events.changed_by,
    zone_events.changed_at
from ledger.zone_events
where zone_events.zone_id = %(zone_id)s
order by zone_events.event_id desc
