-- Did this zone take its new status, unless somebody changed it first?
--
-- One row with zone_id when it did; none when its status is no longer the one
-- that the viewer saw. A value left unknown keeps what the zone has.
-- Parameters: zone_id bigint, seen_status text, status text,
--   decision_number text, lead_agency text,
--   starts_at timestamptz, planned_end_at timestamptz
update ledger.zones
set
    status = %(status)s,
    decision_number = coalesce(%(decision_number)s, decision_number),
    lead_agency = coalesce(%(lead_agency)s, lead_agency),
    starts_at = coalesce(%(starts_at)s, starts_at),
    planned_end_at = coalesce(%(planned_end_at)s, planned_end_at)
where
    zone_id = %(zone_id)s
    and status = %(seen_status)s
returning zone_id
