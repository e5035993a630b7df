-- How many samples were taken, resulted and told of, and how fast, by a group?
--
-- One row per group and district of residence with any, and one without a district
-- for all districts of the viewer's scope together: `roll_ups/doors/sample_groups.sql`
-- says what is counted.
-- Parameters: data_time timestamptz, asked_by text
select
    sampled.group_name,
    sampled.district_id,
    sampled.taken_count,
    sampled.result_count,
    sampled.positive_count,
    sampled.within_count,
    sampled.due_count,
    sampled.told_within_count,
    sampled.median_hours,
    sampled.p90_hours,
    sampled.told_median_hours,
    sampled.told_p90_hours
from live.sample_groups(%(asked_by)s) as sampled
order by sampled.group_name, sampled.district_id
