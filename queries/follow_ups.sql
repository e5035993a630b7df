-- Who is followed up, since when, and how far has it come?
--
-- One row per follow-up: from being listed to being released; a person who is
-- listed again after that begins another. Times are when it happened, the
-- first of each kind unless the name says last; corrected and withdrawn events
-- do not count. last_event_id is what the next event of the person follows.
-- Parameters: known_at timestamptz, what had been recorded by then
with

recorded as (

    select
        follow_up_events.event_id,
        follow_up_events.person_id,
        follow_up_events.district_id,
        follow_up_events.corrects_id,
        follow_up_events.state,
        follow_up_events.happened_at,
        follow_up_events.recorded_by,
        follow_up_events.case_ids,
        follow_up_events.notified_at,
        follow_up_events.exposed_at
    from ledger.follow_up_events
    where follow_up_events.recorded_at <= %(known_at)s

),

standing as (

    select
        recorded.*,
        coalesce(
            sum((recorded.state = 'released')::integer) over (
                partition by recorded.person_id
                order by recorded.event_id asc
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as follow_up_number
    from recorded
    where
        recorded.state <> 'withdrawn'
        and not exists (
            select 1
            from recorded as correcting
            where correcting.corrects_id = recorded.event_id
        )

),

last_events as (

    select
        recorded.person_id,
        max(recorded.event_id) as last_event_id
    from recorded
    group by recorded.person_id

),

follow_ups as (

    select
        standing.person_id,
        standing.district_id,
        standing.follow_up_number,
        min(standing.notified_at) as notified_at,
        min(standing.exposed_at) as exposed_at,
        min(standing.happened_at)
        filter (where standing.state = 'listed') as listed_at,
        min(standing.happened_at)
        filter (where standing.state = 'called') as called_at,
        min(standing.happened_at)
        filter (where standing.state = 'isolated') as isolated_at,
        min(standing.happened_at)
        filter (where standing.state = 'sampled') as sampled_at,
        max(standing.happened_at)
        filter (where standing.state = 'sampled') as last_sampled_at,
        min(standing.happened_at)
        filter (where standing.state in ('negative', 'positive')) as result_at,
        max(standing.happened_at)
        filter (
            where standing.state in ('negative', 'positive')
        ) as last_result_at,
        max(standing.happened_at)
        filter (where standing.state = 'released') as released_at,
        bool_or(standing.state = 'positive') as is_positive,
        -- Being listed for another case does not undo what was done.
        (array_agg(
            standing.state
            order by
                (standing.state = 'listed') asc,
                standing.happened_at desc,
                standing.event_id desc
        ))[1] as state,
        (array_agg(standing.recorded_by order by standing.event_id desc))[1]
            as recorded_by,
        string_agg(
            array_to_string(standing.case_ids, ', '), ', '
            order by standing.event_id
        ) filter (where standing.state = 'listed') as case_ids
    from standing
    group by
        standing.person_id,
        standing.district_id,
        standing.follow_up_number

)

select
    follow_ups.person_id,
    follow_ups.district_id,
    follow_ups.case_ids,
    follow_ups.state,
    follow_ups.notified_at,
    follow_ups.exposed_at,
    follow_ups.listed_at,
    follow_ups.called_at,
    follow_ups.isolated_at,
    follow_ups.sampled_at,
    follow_ups.last_sampled_at,
    follow_ups.result_at,
    follow_ups.last_result_at,
    follow_ups.released_at,
    follow_ups.is_positive,
    follow_ups.recorded_by,
    last_events.last_event_id,
    follow_ups.follow_up_number = max(follow_ups.follow_up_number) over (
        partition by follow_ups.person_id
    ) as is_latest
from follow_ups
inner join last_events on follow_ups.person_id = last_events.person_id
where follow_ups.listed_at is not null
order by
    follow_ups.person_id,
    follow_ups.follow_up_number
