-- How many cases were confirmed and F1 isolated, by commune and day, lately?
--
-- One row per commune of residence and Vietnamese day with any of them, of the
-- last `days` days up to the day of data_time.
-- Parameters: data_time timestamptz, days integer
select
    coalesce(case_days.commune_id, f1_days.commune_id) as commune_id,
    coalesce(case_days.confirmed_date, f1_days.isolated_date) as on_date,
    coalesce(case_days.case_count, 0)::bigint as case_count,
    coalesce(f1_days.f1_count, 0)::bigint as f1_count
from contract.case_days
full outer join contract.f1_days
    on
        case_days.commune_id = f1_days.commune_id
        and case_days.confirmed_date = f1_days.isolated_date
where
    coalesce(case_days.confirmed_date, f1_days.isolated_date)
    between (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date
    - %(days)s::integer
    + 1
    and (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date
order by on_date, commune_id
