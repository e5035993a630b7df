-- How many results of a week say the same in both test systems?
--
-- One row per district of the viewer's scope and days_ago (0, 1, 7), by residence:
-- results of the seven days up to then; one matches if the national platform had
-- by then received the same result under the same code, for the same person or
-- for one whom it does not know: the latter only the whole province sees.
select
    matching_results.district_id,
    matching_results.days_ago,
    sum(
        case
            when (select contract.sees_province()) then matching_results.matching_count
            else matching_results.known_matching_count
        end
    )::bigint as done_count,
    sum(matching_results.result_count)::bigint as whole_count
from matching_results
group by matching_results.district_id, matching_results.days_ago
order by matching_results.district_id, matching_results.days_ago
