-- Who is followed up, since when, and how far has it come?
--
-- One row per follow-up: from being listed to being released; a person who is
-- listed again after that begins another, and what happened after a release and
-- before the next listing belongs to none. Times are when it happened, the
-- first of each kind unless the name says last; corrected and withdrawn events
-- do not count. A result is that of the sample taken last before it: the latest
-- sample of each result is told, so that the latest can decide. last_event_id is
-- what the next event of the person follows.
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
        follow_up_events.exposed_at,
        follow_up_events.last_exposed_at
    from ledger.follow_up_events
    where follow_up_events.recorded_at <= %(known_at)s

),

standing as (

    select
        recorded.*,
        (recorded.state = 'released')::integer as is_release
    from recorded
    where
        recorded.state <> 'withdrawn'
        and not exists (
            select 1
            from recorded as correcting
            where correcting.corrects_id = recorded.event_id
        )

),

-- Being listed follows what had been recorded; everything else, what had
-- happened, so that a late entry stays with its own follow-up.
numbered as (

    select
        standing.*,
        case
            when standing.state = 'listed'
                then coalesce(
                    sum(standing.is_release) over (
                        partition by standing.person_id
                        order by standing.event_id asc
                        rows between unbounded preceding and 1 preceding
                    ),
                    0
                )
            else coalesce(
                sum(standing.is_release) over (
                    partition by standing.person_id
                    order by standing.happened_at asc, standing.event_id asc
                    rows between unbounded preceding and 1 preceding
                ),
                0
            )
        end as follow_up_number
    from standing

),

paired as (

    select
        numbered.*,
        coalesce(
            max(numbered.happened_at)
            filter (where numbered.state = 'sampled')
                over (
                    partition by numbered.person_id, numbered.follow_up_number
                    order by numbered.happened_at asc, numbered.event_id asc
                ),
            numbered.happened_at
        ) as taken_at
    from numbered

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
        paired.person_id,
        paired.district_id,
        paired.follow_up_number,
        min(paired.notified_at) as notified_at,
        min(paired.exposed_at) as exposed_at,
        max(paired.last_exposed_at) as last_exposed_at,
        min(paired.happened_at)
        filter (where paired.state = 'listed') as listed_at,
        min(paired.happened_at)
        filter (where paired.state = 'called') as called_at,
        min(paired.happened_at)
        filter (where paired.state = 'isolated') as isolated_at,
        max(paired.happened_at)
        filter (where paired.state = 'isolated') as last_isolated_at,
        min(paired.happened_at)
        filter (where paired.state = 'sampled') as sampled_at,
        max(paired.happened_at)
        filter (where paired.state = 'sampled') as last_sampled_at,
        min(paired.happened_at)
        filter (where paired.state in ('negative', 'positive')) as result_at,
        max(paired.happened_at)
        filter (
            where paired.state in ('negative', 'positive')
        ) as last_result_at,
        max(paired.happened_at)
        filter (where paired.state = 'released') as released_at,
        max(paired.taken_at)
        filter (where paired.state = 'positive') as positive_taken_at,
        max(paired.taken_at)
        filter (where paired.state = 'negative') as negative_taken_at,
        -- Being listed for another case does not undo what was done.
        (array_agg(
            paired.state
            order by
                (paired.state = 'listed') asc,
                paired.happened_at desc,
                paired.event_id desc
        ))[1] as state,
        (array_agg(paired.recorded_by order by paired.event_id desc))[1]
            as recorded_by,
        string_agg(
            array_to_string(paired.case_ids, ', '), ', '
            order by paired.event_id
        ) filter (where paired.state = 'listed') as case_ids
    from paired
    group by
        paired.person_id,
        paired.district_id,
        paired.follow_up_number

)

select
    follow_ups.person_id,
    follow_ups.district_id,
    follow_ups.case_ids,
    follow_ups.state,
    follow_ups.notified_at,
    follow_ups.exposed_at,
    follow_ups.last_exposed_at,
    follow_ups.listed_at,
    follow_ups.called_at,
    follow_ups.isolated_at,
    follow_ups.last_isolated_at,
    null::timestamptz as isolation_ended_at,
    follow_ups.sampled_at,
    follow_ups.last_sampled_at,
    follow_ups.result_at,
    follow_ups.last_result_at,
    follow_ups.released_at,
    follow_ups.positive_taken_at,
    follow_ups.negative_taken_at,
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
