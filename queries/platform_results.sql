-- How many results of a week had the citizen been told in one of these ways?
--
-- One row per district of the viewer's scope and days_ago (0, 1, 7) with results in
-- the seven Vietnamese days up to then; told by then, as it was known then.
-- Parameters: channels text[] (null: any way)
select
    week_results.district_id,
    week_results.days_ago,
    coalesce(
        sum(week_results.told_count) filter (
            where
            %(channels)s::text[] is null
            or week_results.channel = any(%(channels)s::text[])
        ),
        0
    )::bigint as done_count,
    sum(week_results.result_count)::bigint as whole_count
from week_results
group by week_results.district_id, week_results.days_ago
order by week_results.district_id, week_results.days_ago
