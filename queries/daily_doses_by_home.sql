-- How many doses had the residents on each day, first and second, wherever given?
--
-- One row per Vietnamese day with injections, in order, counted where people
-- live; people whom the register does not know are not in it.
-- Parameters: district_id text (null: all in scope)
select
    dose_days.on_date,
    sum(dose_days.dose1_count)::bigint as dose1_count,
    sum(dose_days.dose2_count)::bigint as dose2_count
from dose_days
where
    dose_days.is_by_home
    and (
        %(district_id)s::text is null
        or dose_days.district_id = %(district_id)s
    )
group by dose_days.on_date
order by dose_days.on_date
