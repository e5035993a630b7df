-- How many of the technology team and its helpers worked on a whole day?
--
-- One row per district of the viewer's scope and days_ago (0, 1, 7) before
-- yesterday, the last whole day; where they belong, wherever they worked.
-- Parameters: data_time timestamptz
with

worked as (
    select distinct
        support_shifts.worker_id,
        support_shifts.shift_date
    from contract.support_shifts
)

select
    communes.district_id,
    back.days_ago,
    count(worked.worker_id) as done_count,
    count(*) as whole_count
from contract.support_workers
inner join contract.communes
    on support_workers.commune_id = communes.commune_id
cross join (values (0), (1), (7)) as back (days_ago)
left outer join worked
    on
        support_workers.worker_id = worked.worker_id
        and worked.shift_date
        = (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date
        - 1
        - back.days_ago
group by communes.district_id, back.days_ago
order by communes.district_id, back.days_ago
