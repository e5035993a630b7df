-- Whose follow-up took this event, unless somebody recorded one first?
--
-- Adds one event for each person whose last event is the one that the viewer
-- saw, and returns those people; for the others it adds nothing, and for those
-- whose follow-up had ended when it happened. In the order of people, so that
-- two of these at once cannot wait for each other.
-- Parameters: seen_ids bigint[], state text, happened_at timestamptz,
--   note text, corrects_id bigint or null
insert into ledger.follow_up_events (
    person_id,
    district_id,
    follows_id,
    corrects_id,
    state,
    happened_at,
    note
)
select
    seen.person_id,
    seen.district_id,
    seen.event_id,
    %(corrects_id)s::bigint as corrects_id,
    %(state)s,
    %(happened_at)s::timestamptz as happened_at,
    %(note)s -- noqa: AL03
from ledger.follow_up_events as seen
where
    seen.event_id = any(%(seen_ids)s::bigint[])
    and not ledger.is_after_release(
        seen.person_id,
        %(state)s::text,
        %(happened_at)s::timestamptz,
        %(corrects_id)s::bigint
    )
order by seen.person_id
on conflict (person_id, follows_id) do nothing
returning person_id
