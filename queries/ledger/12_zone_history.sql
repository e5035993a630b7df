-- Is every state of every zone in its history?
-- At the end of a transaction that touched a zone or its history, the zone is as
-- the last line of its history says: neither changes without the other.
create or replace function ledger.keep_zone_history() returns trigger
language plpgsql security definer
set search_path = pg_catalog as $$
begin
    if not exists (
        select
        from ledger.zones
        inner join ledger.zone_events on zones.zone_id = zone_events.zone_id
        where
            zones.zone_id = new.zone_id
            and zone_events.event_id = (
                select max(latest.event_id)
                from ledger.zone_events as latest
                where latest.zone_id = new.zone_id
            )
            and zones.outline = zone_events.outline
            and (
                zones.status, zones.area_m2, zones.resident_count,
                zones.household_count, zones.f0_count, zones.f1_count,
                zones.place_count, zones.decision_number, zones.lead_agency,
                zones.guard_post_count, zones.starts_at, zones.planned_end_at
            ) is not distinct from (
                zone_events.status, zone_events.area_m2, zone_events.resident_count,
                zone_events.household_count, zone_events.f0_count, zone_events.f1_count,
                zone_events.place_count, zone_events.decision_number,
                zone_events.lead_agency, zone_events.guard_post_count,
                zone_events.starts_at, zone_events.planned_end_at
            )
    ) then
        raise check_violation using
            message = format('Zone %s and its history disagree.', new.zone_id);
    end if;
    return null;
end
$$;

create index if not exists zone_events_by_zone
on ledger.zone_events (zone_id, event_id);
drop trigger if exists in_history on ledger.zones;
create constraint trigger in_history
after insert or update on ledger.zones
deferrable initially deferred
for each row execute function ledger.keep_zone_history();
drop trigger if exists of_zone on ledger.zone_events;
create constraint trigger of_zone
after insert or update on ledger.zone_events
deferrable initially deferred
for each row execute function ledger.keep_zone_history();
