-- Who has which difference between the two test systems, and which are settled?
--
-- One row per difference that somebody took: its last line.
select
    difference_events.sample_code,
    difference_events.kind,
    difference_events.event_id,
    difference_events.state,
    difference_events.reason,
    difference_events.recorded_by,
    difference_events.recorded_at
from ledger.difference_events
where
    not exists (
        select 1
        from ledger.difference_events as later
        where later.follows_id = difference_events.event_id
    )
order by
    difference_events.sample_code,
    difference_events.kind
