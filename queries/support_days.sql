-- What did the technology team and its helpers get done on each day?
--
-- One row per district and day with a shift there, of the 28 whole days before today.
-- Parameters: data_time timestamptz
select
    communes.district_id,
    support_shifts.shift_date,
    sum(support_shifts.hours) as hours,
    coalesce(
        sum(support_shifts.done_count) filter (
            where support_shifts.task = 'install_guidance'
        ),
        0
    )::bigint as guided_count,
    coalesce(
        sum(support_shifts.done_count) filter (
            where support_shifts.task <> 'install_guidance'
        ),
        0
    )::bigint as entered_count
from contract.support_shifts
inner join contract.communes on support_shifts.commune_id = communes.commune_id
where
    support_shifts.shift_date between
    (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date - 28
    and (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date - 1
group by communes.district_id, support_shifts.shift_date
order by communes.district_id, support_shifts.shift_date
