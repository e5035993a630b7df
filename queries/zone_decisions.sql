-- Which decisions on zones were recorded, and when?
--
-- One row per proposal and per change of status, in time order.
select
    zones.zone_id,
    zones.zone_name,
    'proposed' as status,
    zones.proposed_at as recorded_at
from ledger.zones
union all
select
    zones.zone_id,
    zones.zone_name,
    zone_events.status,
    zone_events.changed_at as recorded_at
from ledger.zone_events
inner join ledger.zones on zone_events.zone_id = zones.zone_id
order by recorded_at
