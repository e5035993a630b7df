-- How many samples were taken, resulted and told of, and how fast, by a group?
--
-- One row per group and district of residence with any, and one without a district
-- for all districts of the viewer's scope together, as medians do not add up:
-- samples taken, and results that came out, on the day of the data and the 13
-- before. A group is what `asked_by` names: all, day, commune, laboratory, method,
-- reason or channel; one that is not known has none. By day, a sample counts on the
-- day it was taken, a result on the day it came out. A citizen was due to be told of
-- a result older than 24 hours. What precedes its own sample or result is a wrong
-- clock: neither in time, nor in a median.
-- Runs as the role that computes ahead, on the samples of the set that is asked, and
-- hands out counts and medians alone. A table of the asker's own is not looked at.
create function live.sample_groups(given_by text)
returns table (
    group_name text,
    district_id text,
    taken_count bigint,
    result_count bigint,
    positive_count bigint,
    within_count bigint,
    due_count bigint,
    told_within_count bigint,
    median_hours double precision,
    p90_hours double precision,
    told_median_hours double precision,
    told_p90_hours double precision
)
language plpgsql stable security definer
set search_path = pg_catalog as $$
#variable_conflict use_column
begin
    perform set_config(
        'search_path', roll_ups.schema_of(live.data_time()) || ', pg_temp', true
    );
    return query
    with

    asked as (
        select
            given.data_time,
            given.asked_by,
            (
                (given.data_time at time zone 'Asia/Ho_Chi_Minh')::date - 13
            )::timestamp at time zone 'Asia/Ho_Chi_Minh' as begins_at
        from (
            values (live.data_time(), given_by)
        ) as given (data_time, asked_by)
    ),

    samples as (
        select
            recent_samples.district_id,
            recent_samples.taken_at,
            recent_samples.resulted_at,
            recent_samples.is_positive,
            asked.data_time,
            asked.begins_at,
            asked.asked_by = 'day' as is_by_day,
            extract(
                epoch from recent_samples.resulted_at - recent_samples.taken_at
            )::double precision / 3600 as hours,
            extract(
                epoch from recent_samples.returned_at - recent_samples.resulted_at
            )::double precision / 3600 as told_hours,
            case asked.asked_by
                when 'all' then 'all'
                when 'commune' then recent_samples.commune_id
                when 'laboratory' then recent_samples.laboratory
                when 'method' then recent_samples.method
                when 'reason' then recent_samples.reason
                when 'channel' then recent_samples.channel
            end as group_name
        from recent_samples
        cross join asked
        where
            (select contract.has_right('see_aggregates'))
            and recent_samples.district_id = any((select roll_ups.own_districts())::text[])
    ),

    acts as (
        select
            samples.district_id,
            true as is_taken,
            false as is_positive,
            null::double precision as hours,
            false as is_due,
            null::double precision as told_hours,
            case
                when samples.is_by_day
                    then (samples.taken_at at time zone 'Asia/Ho_Chi_Minh')::date::text
                else samples.group_name
            end as group_name
        from samples
        where samples.taken_at >= samples.begins_at
        union all
        select
            samples.district_id,
            false as is_taken,
            samples.is_positive,
            samples.hours,
            samples.resulted_at <= samples.data_time - interval '24 hours' as is_due,
            samples.told_hours,
            case
                when samples.is_by_day
                    then (samples.resulted_at at time zone 'Asia/Ho_Chi_Minh')::date::text
                else samples.group_name
            end as group_name
        from samples
        where samples.resulted_at >= samples.begins_at
    )

    select
        acts.group_name,
        acts.district_id,
        count(*) filter (where acts.is_taken) as taken_count,
        count(*) filter (where not acts.is_taken) as result_count,
        count(*) filter (where acts.is_positive) as positive_count,
        count(*) filter (where acts.hours between 0 and 24) as within_count,
        count(*) filter (where acts.is_due) as due_count,
        count(*) filter (
            where acts.is_due and acts.told_hours between 0 and 24
        ) as told_within_count,
        percentile_cont(0.5) within group (order by acts.hours) filter (
            where acts.hours >= 0
        ) as median_hours,
        percentile_cont(0.9) within group (order by acts.hours) filter (
            where acts.hours >= 0
        ) as p90_hours,
        percentile_cont(0.5) within group (order by acts.told_hours) filter (
            where acts.told_hours >= 0
        ) as told_median_hours,
        percentile_cont(0.9) within group (order by acts.told_hours) filter (
            where acts.told_hours >= 0
        ) as told_p90_hours
    from acts
    group by grouping sets ((acts.group_name), (acts.group_name, acts.district_id))
    order by acts.group_name, acts.district_id;
end
$$;
revoke execute on function live.sample_groups from public;
grant execute on function live.sample_groups to dashboard_reader;
