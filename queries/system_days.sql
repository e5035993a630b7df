-- How many results of each day do the two test systems agree on, and how not?
--
-- One row per commune of residence, day of the last 28 and kind, as
-- `roll_ups/paired_results` says them; a district counts what it can tell.
select
    told.commune_id,
    told.district_id,
    told.on_date,
    told.kind,
    sum(told.row_count)::bigint as row_count,
    sum(told.positive_count)::bigint as positive_count
from (
    select
        paired_results_days.commune_id,
        paired_results_days.district_id,
        paired_results_days.on_date,
        paired_results_days.row_count,
        paired_results_days.positive_count,
        case
            when (select contract.sees_province()) then paired_results_days.kind
            else paired_results_days.known_kind
        end as kind
    from paired_results_days
) as told
where told.kind is not null
group by told.commune_id, told.district_id, told.on_date, told.kind
order by told.commune_id, told.on_date, told.kind
