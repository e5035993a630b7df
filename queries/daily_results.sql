-- How many test results came on each of the last 15 days, how many went back online?
--
-- One row per Vietnamese day with results, in order.
-- Parameters: district_id text (null: all in scope)
select
    result_days.on_date,
    sum(result_days.result_count)::bigint as result_count,
    sum(result_days.returned_count)::bigint as returned_count,
    sum(result_days.positive_count)::bigint as positive_count
from result_days
where
    %(district_id)s::text is null
    or result_days.district_id = %(district_id)s
group by result_days.on_date
order by result_days.on_date
