-- How many results of a week was the citizen told, in any way?
--
-- One row per district of the viewer's scope and days_ago (0, 1, 7) with results in
-- the seven Vietnamese days up to then. In any way: on paper too, by the time of
-- the data.
-- Parameters: data_time timestamptz
select
    result_days.district_id,
    back.days_ago,
    sum(result_days.told_count)::bigint as done_count,
    sum(result_days.result_count)::bigint as whole_count
from result_days
inner join (values (0), (1), (7)) as back (days_ago)
    on
        result_days.on_date
        <= (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date - back.days_ago
        and result_days.on_date
        > (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date - 7 - back.days_ago
group by result_days.district_id, back.days_ago
order by result_days.district_id, back.days_ago
