-- How many cases were confirmed on each of the last 15 days?
--
-- One row per Vietnamese day, in order, also without any; the last is the day of
-- data_time.
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

confirmed as (
    select
        case_days.confirmed_date,
        sum(case_days.case_count) as case_count
    from contract.case_days
    inner join contract.communes on case_days.commune_id = communes.commune_id
    where
        %(district_id)s::text is null
        or communes.district_id = %(district_id)s
    group by case_days.confirmed_date
)

select
    days.on_date,
    coalesce(confirmed.case_count, 0)::bigint as case_count
from days
left outer join confirmed on days.on_date = confirmed.confirmed_date
order by days.on_date
