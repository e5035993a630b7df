-- What share of the whole province had done this by the end of a day?
--
-- One row, or none while nobody had. For every viewer: sums over the province.
-- Parameters: figure text, on_date date
select
    province_days.on_date,
    province_days.person_count,
    province_days.whole_count
from contract.province_days
where
    province_days.figure = %(figure)s
    and province_days.on_date <= %(on_date)s
order by province_days.on_date desc
limit 1
