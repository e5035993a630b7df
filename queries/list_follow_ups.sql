-- Which of these people are new on the call list of these cases?
--
-- Adds being listed for each person who is not yet listed for all of these
-- cases, or who was exposed later than the list knows, and returns those people:
-- asked twice, also at once, it adds once.
-- Parameters: person_ids integer[], district_ids text[],
--   notified_ats timestamptz[], exposed_ats timestamptz[],
--   last_exposed_ats timestamptz[], all one per person,
--   case_ids text[], happened_at timestamptz, note text
with

wanted as (

    select
        people.person_id,
        people.district_id,
        people.notified_at,
        people.exposed_at,
        people.last_exposed_at,
        %(happened_at)s::timestamptz as happened_at,
        %(note)s::text as note,
        %(case_ids)s::text[] as case_ids
    from
        unnest(
            %(person_ids)s::integer[],
            %(district_ids)s::text[],
            %(notified_ats)s::timestamptz[],
            %(exposed_ats)s::timestamptz[],
            %(last_exposed_ats)s::timestamptz[]
        ) as people (
            person_id, district_id, notified_at, exposed_at, last_exposed_at
        )

),

known as (

    select
        events.person_id,
        max(events.event_id) as last_event_id,
        bool_or(
            events.case_ids @> %(case_ids)s::text[]
            and correcting.event_id is null
        ) as is_listed,
        max(events.last_exposed_at)
        filter (where correcting.event_id is null) as last_exposed_at
    from ledger.follow_up_events as events
    left outer join ledger.follow_up_events as correcting
        on events.event_id = correcting.corrects_id
    where events.person_id = any(%(person_ids)s::integer[])
    group by events.person_id

)

insert into ledger.follow_up_events (
    person_id,
    district_id,
    follows_id,
    state,
    happened_at,
    note,
    case_ids,
    notified_at,
    exposed_at,
    last_exposed_at
)
select
    wanted.person_id,
    coalesce(last_events.district_id, wanted.district_id) as district_id,
    known.last_event_id as follows_id,
    'listed' as state,
    wanted.happened_at,
    wanted.note,
    wanted.case_ids,
    wanted.notified_at,
    wanted.exposed_at,
    wanted.last_exposed_at
from wanted
left outer join known on wanted.person_id = known.person_id
left outer join ledger.follow_up_events as last_events
    on known.last_event_id = last_events.event_id
where
    not coalesce(known.is_listed, false)
    or wanted.last_exposed_at
    > coalesce(known.last_exposed_at, '-infinity'::timestamptz)
order by wanted.person_id
on conflict (person_id, follows_id) do nothing
returning person_id
