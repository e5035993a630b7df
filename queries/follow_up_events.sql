-- What was recorded of these people's follow-up, by whom and when?
--
-- One row per event recorded after the given one, latest first, with whether a
-- later event corrected it.
-- Parameters: person_ids integer[], after_id bigint
select
    follow_up_events.event_id,
    follow_up_events.person_id,
    follow_up_events.corrects_id,
    follow_up_events.state,
    follow_up_events.happened_at,
    follow_up_events.note,
    follow_up_events.recorded_by,
    follow_up_events.recorded_at,
    follow_up_events.last_exposed_at,
    array_to_string(follow_up_events.case_ids, ', ') as case_ids,
    follow_up_events.event_id in (
        select correcting.corrects_id
        from ledger.follow_up_events as correcting
        where correcting.person_id = follow_up_events.person_id
    ) is true as is_corrected
from ledger.follow_up_events
where
    follow_up_events.person_id = any(%(person_ids)s)
    and follow_up_events.event_id > %(after_id)s
order by follow_up_events.event_id desc
