-- Did this zone take its new status, unless somebody changed it first?
--
-- Changes the zone and adds a line to its history, both or neither. One row
-- with zone_id when it did; none when the zone's status is no longer the one
-- that the viewer saw. A value left unknown keeps what the zone has.
-- Parameters: zone_id bigint, seen_status text, status text,
--   decision_number text, lead_agency text, starts_at timestamptz,
--   planned_end_at timestamptz, reason text, changed_by text
with

changed as (

    update ledger.zones
    set
        status = %(status)s,
        decision_number
        = coalesce(%(decision_number)s::text, zones.decision_number),
        lead_agency = coalesce(%(lead_agency)s::text, zones.lead_agency),
        starts_at = coalesce(%(starts_at)s::timestamptz, zones.starts_at),
        planned_end_at
        = coalesce(%(planned_end_at)s::timestamptz, zones.planned_end_at)
    where
        zones.zone_id = %(zone_id)s
        and zones.status = %(seen_status)s
    returning
        zones.zone_id,
        zones.status

)

insert into ledger.zone_events (
    zone_id,
    status,
    reason,
    changed_by
)
select
    changed.zone_id,
    changed.status,
    %(reason)s,
    %(changed_by)s
from changed
returning zone_id
