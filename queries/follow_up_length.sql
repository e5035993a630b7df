-- How many events of follow-ups are there, and which is the last?
--
-- Both, because an event may be committed after one with a higher number.
select
    count(*) as event_count,
    coalesce(max(follow_up_events.event_id), 0) as last_event_id
from ledger.follow_up_events
