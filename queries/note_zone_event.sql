-- Which number does this change of a zone's status get in its history?
--
-- Adds one line that nobody can edit and returns its event_id.
-- Parameters: zone_id bigint, status text, reason text, changed_by text
insert into ledger.zone_events (
    zone_id,
    status,
    reason,
    changed_by
)
values (
    %(zone_id)s,
    %(status)s,
    %(reason)s,
    %(changed_by)s
)
returning event_id
