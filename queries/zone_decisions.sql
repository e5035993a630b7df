-- Which decisions on zones were recorded, and when?
--
-- One row per recorded state, in time order; a zone's first is its proposal.
select
    zones.zone_id,
    zones.zone_name,
    zone_events.status,
    zone_events.changed_at as recorded_at
from ledger.zone_events
inner join ledger.zones on zone_events.zone_id = zones.zone_id
order by
    zone_events.changed_at asc,
    zone_events.event_id asc
