-- Which containment zones does the ledger hold, latest change first?
--
-- One row per zone of the viewer's districts, as it is now. order_length is what
-- the first order planned, from its start to its end; null for none.
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
    zones.guard_post_count,
    zones.revision,
    first_orders.order_length,
    zones.reason,
    zones.starts_at,
    zones.planned_end_at,
    zones.proposed_by,
    zones.proposed_at,
    zones.data_time,
    zones.traced_with
from ledger.zones
left outer join lateral (
    select zone_events.planned_end_at - zone_events.starts_at as order_length
    from ledger.zone_events
    where
        zone_events.zone_id = zones.zone_id
        and zone_events.status = 'in_force'
    order by zone_events.event_id
    limit 1
) as first_orders on true
order by zones.zone_id desc
