-- How many follow-up events were recorded on each day?
--
-- One row per Vietnamese day and state.
select
    follow_up_events.state,
    (follow_up_events.recorded_at at time zone 'Asia/Ho_Chi_Minh')::date
        as on_date,
    count(*) as event_count
from ledger.follow_up_events
group by
    on_date,
    follow_up_events.state
order by
    on_date,
    follow_up_events.state
