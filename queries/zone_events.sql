-- Who changed a zone's status, when and why?
--
-- One row per change, latest first.
-- Parameters: zone_id bigint
select
    zone_events.event_id,
    zone_events.status,
    zone_events.reason,
    zone_events.changed_by,
    zone_events.changed_at
from ledger.zone_events
where zone_events.zone_id = %(zone_id)s
order by zone_events.event_id desc
