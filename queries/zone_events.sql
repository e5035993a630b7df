-- Who changed this zone's status, when and why?
--
-- One row per change, latest first; the proposal itself is the last row and
-- comes from the zone, so that proposing is one statement that cannot be cut
-- in half.
-- Parameters: zone_id bigint
select
    zone_events.status,
    zone_events.reason,
    zone_events.changed_by,
    zone_events.changed_at
from ledger.zone_events
where zone_events.zone_id = %(zone_id)s
union all
select
    'proposed' as status,
    zones.reason,
    zones.proposed_by as changed_by,
    zones.proposed_at as changed_at
from ledger.zones
where zones.zone_id = %(zone_id)s
order by changed_at desc
