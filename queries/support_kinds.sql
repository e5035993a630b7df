-- What do the technology team, teachers, union members and students get done?
--
-- One row per district to which they belong and kind: how many there are, how many
-- worked in that district in the 7 whole days before today, and their shifts, hours
-- and what they did there: a district sees no shift elsewhere.
-- Parameters: data_time timestamptz
with

week as (
    select
        support_shifts.worker_id,
        communes.district_id,
        count(*) as shift_count,
        sum(support_shifts.hours) as hours,
        sum(support_shifts.done_count) filter (
            where support_shifts.task = 'install_guidance'
        ) as guided_count,
        sum(support_shifts.done_count) filter (
            where support_shifts.task = 'test_entry'
        ) as test_count,
        sum(support_shifts.done_count) filter (
            where support_shifts.task = 'vaccination_entry'
        ) as vaccination_count
    from contract.support_shifts
    inner join contract.communes on support_shifts.commune_id = communes.commune_id
    where
        support_shifts.shift_date between
        (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date - 7
        and (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date - 1
    group by support_shifts.worker_id, communes.district_id
)

select
    communes.district_id,
    support_workers.worker_kind,
    count(*) as worker_count,
    count(week.worker_id) as worked_count,
    coalesce(sum(week.shift_count), 0)::bigint as shift_count,
    coalesce(sum(week.hours), 0) as hours,
    coalesce(sum(week.guided_count), 0)::bigint as guided_count,
    coalesce(sum(week.test_count), 0)::bigint as test_count,
    coalesce(sum(week.vaccination_count), 0)::bigint as vaccination_count
from contract.support_workers
inner join contract.communes on support_workers.commune_id = communes.commune_id
left outer join week
    on
        support_workers.worker_id = week.worker_id
        and communes.district_id = week.district_id
group by communes.district_id, support_workers.worker_kind
order by communes.district_id, support_workers.worker_kind
