-- What would the tracers of the simulated province have recorded by now?
-- Invented, and the same for the same province: chance is a hash of the person.
-- Who was isolated as an F1 was listed for the case before; whoever was at a
-- place of a newly reported case within the hour waits for a call. An empty
-- ledger is filled, one with events is left alone.
create temporary table invented on commit drop as
with

data_time as (

    select max(feeds.last_loaded_at) as now
    from operational.feeds

),

homes as (

    select
        people.person_id,
        people.household_id,
        communes.district_id
    from operational.people
    inner join operational.communes on people.commune_id = communes.commune_id

),

chances as (

    select
        homes.person_id,
        homes.district_id,
        homes.household_id,
        (abs(hashint4(homes.person_id)::bigint) % 1000) / 1000.0 as chance,
        (abs(hashint4(homes.person_id + 1)::bigint) % 1000) / 1000.0 as other
    from homes

),

first_isolations as (

    select
        isolations.person_id,
        min(isolations.isolated_at) as isolated_at
    from operational.isolations
    where isolations.reason = 'f1'
    group by isolations.person_id

),

-- Listed for the household's case, else the district's latest, reported by
-- then and not long before.
isolated as (

    select distinct on (first_isolations.person_id)
        first_isolations.person_id,
        first_isolations.isolated_at,
        cases.case_id,
        cases.reported_at,
        cases.sampled_at as case_sampled_at
    from first_isolations
    inner join homes on first_isolations.person_id = homes.person_id
    inner join homes as case_homes
        on homes.district_id = case_homes.district_id
    inner join operational.cases
        on
            case_homes.person_id = cases.person_id
            and first_isolations.person_id <> cases.person_id
    where
        cases.reported_at < first_isolations.isolated_at
        and cases.reported_at
        > first_isolations.isolated_at - interval '5 days'
    order by
        first_isolations.person_id asc,
        homes.household_id = case_homes.household_id desc,
        cases.reported_at desc

),

waiting as (

    select distinct on (scans.person_id)
        scans.person_id,
        cases.case_id,
        cases.reported_at,
        min(scans.scanned_at) as exposed_at,
        max(scans.scanned_at) as last_exposed_at
    from operational.cases
    cross join data_time
    inner join operational.check_ins as case_scans
        on cases.person_id = case_scans.person_id
    inner join operational.check_ins as scans
        on
            case_scans.place_id = scans.place_id
            and scans.scanned_at between case_scans.scanned_at
            - interval '1 hour' and case_scans.scanned_at
            + interval '1 hour'
    where
        cases.reported_at > data_time.now - interval '5 days'
        and case_scans.scanned_at between cases.sampled_at
        - interval '3 days' and cases.sampled_at
        and case_scans.withdrawn_at is null
        and scans.withdrawn_at is null
        and not exists (
            select 1
            from operational.cases as known_cases
            where known_cases.person_id = scans.person_id
        )
        and not exists (
            select 1
            from operational.isolations
            where isolations.person_id = scans.person_id
        )
    group by
        scans.person_id,
        cases.case_id,
        cases.reported_at
    order by
        scans.person_id,
        cases.reported_at

),

exposed as (

    select
        isolated.*,
        least(
            isolated.isolated_at - interval '2 hours',
            isolated.case_sampled_at
            + interval '1 hour' * (20 - 70 * chances.other)
        ) as exposed_at
    from isolated
    inner join chances on isolated.person_id = chances.person_id

),

followed as (

    select
        chances.person_id,
        chances.district_id,
        chances.chance,
        chances.other,
        exposed.case_id,
        exposed.reported_at as notified_at,
        exposed.isolated_at,
        exposed.exposed_at,
        -- Some met the case again, until a while before they were isolated.
        exposed.exposed_at
        + (exposed.isolated_at - exposed.exposed_at)
        * (0.9 * greatest(0, chances.chance - 0.4)) as last_exposed_at,
        case
            when chances.chance < 0.9
                then exposed.isolated_at + interval '14 days 8 hours'
        end as released_at,
        exposed.reported_at
        + (exposed.isolated_at - exposed.reported_at)
        * (0.1 + 0.3 * chances.chance) as listed_at,
        exposed.reported_at
        + (exposed.isolated_at - exposed.reported_at)
        * (0.5 + 0.4 * chances.chance) as called_at
    from exposed
    inner join chances on exposed.person_id = chances.person_id
    union all
    select
        chances.person_id,
        chances.district_id,
        chances.chance,
        chances.other,
        waiting.case_id,
        waiting.reported_at as notified_at,
        null as isolated_at,
        waiting.exposed_at,
        waiting.last_exposed_at,
        null as released_at,
        waiting.reported_at
        + interval '1 hour' * (1 + 20 * chances.chance) as listed_at,
        case
            when chances.other < 0.5
                then
                    waiting.reported_at
                    + interval '1 hour' * (3 + 40 * chances.chance)
        end as called_at
    from waiting
    inner join chances on waiting.person_id = chances.person_id
    where chances.chance < 0.6

),

samples as (

    select
        provincial_samples.person_id,
        provincial_samples.taken_at,
        provincial_samples.result,
        coalesce(
            provincial_samples.returned_at, provincial_samples.resulted_at
        ) as told_at
    from operational.provincial_samples
    inner join followed on provincial_samples.person_id = followed.person_id
    where provincial_samples.taken_at > followed.isolated_at

),

happened as (

    select
        followed.person_id,
        'listed' as state,
        followed.listed_at as happened_at
    from followed
    union all
    select
        followed.person_id,
        'called' as state,
        followed.called_at as happened_at
    from followed
    where followed.chance < 0.97
    union all
    select
        followed.person_id,
        'isolated' as state,
        followed.isolated_at as happened_at
    from followed
    union all
    select
        samples.person_id,
        'sampled' as state,
        samples.taken_at as happened_at
    from samples
    union all
    select
        samples.person_id,
        samples.result as state,
        samples.told_at as happened_at
    from samples
    where samples.result in ('negative', 'positive')
    union all
    select
        followed.person_id,
        'released' as state,
        followed.released_at as happened_at
    from followed

)

select
    happened.person_id,
    followed.district_id,
    happened.state,
    happened.happened_at,
    data_time.now,
    followed.notified_at,
    followed.exposed_at,
    followed.last_exposed_at,
    followed.case_id,
    -- Typed in within two hours of happening.
    least(
        happened.happened_at + interval '2 hours' * followed.other,
        data_time.now
    ) as recorded_at,
    'Tổ truy vết '
    || (1 + followed.district_id::integer % 5)
    || ' (mô phỏng)' as recorded_by,
    row_number() over (
        order by happened.happened_at, happened.person_id, happened.state
    ) as event_id
from happened
inner join followed on happened.person_id = followed.person_id
cross join data_time
where
    happened.happened_at <= data_time.now
    -- A result told after the release is no part of the follow-up any more.
    and happened.happened_at
    <= coalesce(followed.released_at, 'infinity'::timestamptz)
    and not exists (select 1 from ledger.follow_up_events);

insert into ledger.follow_up_events (
    event_id,
    person_id,
    district_id,
    follows_id,
    state,
    happened_at,
    recorded_by,
    recorded_at,
    case_ids,
    notified_at,
    exposed_at,
    last_exposed_at
)
overriding system value
select
    invented.event_id,
    invented.person_id,
    invented.district_id,
    lag(invented.event_id) over (
        partition by invented.person_id
        order by invented.event_id
    ) as follows_id,
    invented.state,
    invented.happened_at,
    invented.recorded_by,
    invented.recorded_at,
    case
        when invented.state = 'listed' then array[invented.case_id]
        else '{}'
    end as case_ids,
    case when invented.state = 'listed' then invented.notified_at end
        as notified_at,
    case when invented.state = 'listed' then invented.exposed_at end
        as exposed_at,
    case when invented.state = 'listed' then invented.last_exposed_at end
        as last_exposed_at
from invented
order by invented.event_id;

select
    setval(
        pg_get_serial_sequence('ledger.follow_up_events', 'event_id'),
        (select max(follow_up_events.event_id) from ledger.follow_up_events)
    )
where exists (select 1 from ledger.follow_up_events);
