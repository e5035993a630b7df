-- How many people declared their health on each of the last 15 days?
--
-- One row per Vietnamese day, in order, also without any; the last is the day of
-- data_time. The count up to the same clock time makes an unfinished day
-- comparable with the others.
-- Parameters: data_time timestamptz, district_id text (null: all in scope)
with

days as (
    select midnights.midnight::date as on_date
    from generate_series(
        (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date - 14,
        (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date,
        interval '1 day'
    ) as midnights (midnight)
),

declared as (
    select
        declaration_days.on_date,
        sum(declaration_days.declaration_count) as declaration_count,
        sum(declaration_days.by_this_time_count) as by_this_time_count,
        sum(declaration_days.person_count) as person_count
    from declaration_days
    where
        %(district_id)s::text is null
        or declaration_days.district_id = %(district_id)s
    group by declaration_days.on_date
)

select
    days.on_date,
    coalesce(declared.declaration_count, 0)::bigint as declaration_count,
    coalesce(declared.by_this_time_count, 0)::bigint as by_this_time_count,
    coalesce(declared.person_count, 0)::bigint as person_count
from days
left outer join declared on days.on_date = declared.on_date
order by days.on_date
