-- Who of the technology team and its helpers works in each commune, and what got done?
--
-- One row per commune of the viewer's scope: those who belong there and those of them
-- who worked in their district in the 7 whole days before today; shifts, hours and what
-- was done there in these days, hours of the 7 before, and how many of the 7 days after
-- today nobody covers: no shift is entered for that day, and none was worked on its
-- weekday in the last two weeks.
-- Parameters: data_time timestamptz
with

today as (
    select (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date as on_date
),

recent as (
    select
        support_shifts.worker_id,
        support_shifts.commune_id,
        support_shifts.shift_date,
        support_shifts.task,
        support_shifts.hours,
        support_shifts.done_count,
        (select today.on_date from today) - support_shifts.shift_date as days_ago
    from contract.support_shifts
    where support_shifts.shift_date >= (select today.on_date from today) - 14
),

-- A district sees the shifts that were worked there alone: those of its own people
-- elsewhere count nowhere here, whoever looks.
at_home as (
    select distinct recent.worker_id
    from recent
    inner join contract.support_workers
        on recent.worker_id = support_workers.worker_id
    inner join contract.communes as homes
        on support_workers.commune_id = homes.commune_id
    inner join contract.communes on recent.commune_id = communes.commune_id
    where
        recent.days_ago between 1 and 7
        and homes.district_id = communes.district_id
),

belonging as (
    select
        support_workers.commune_id,
        count(*) as worker_count,
        -- Looked up: the planner takes them for one, and would join row by row.
        count(*) filter (
            where
            support_workers.worker_id in (select at_home.worker_id from at_home)
        ) as worked_count
    from contract.support_workers
    group by support_workers.commune_id
),

done as (
    select
        recent.commune_id,
        count(*) filter (where recent.days_ago <= 7) as shift_count,
        sum(recent.hours) filter (where recent.days_ago <= 7) as hours,
        sum(recent.hours) filter (where recent.days_ago > 7) as hours_before,
        sum(recent.done_count) filter (
            where recent.days_ago <= 7 and recent.task = 'install_guidance'
        ) as guided_count,
        sum(recent.done_count) filter (
            where recent.days_ago > 7 and recent.task = 'install_guidance'
        ) as guided_before,
        sum(recent.done_count) filter (
            where recent.days_ago <= 7 and recent.task = 'test_entry'
        ) as test_count,
        sum(recent.done_count) filter (
            where recent.days_ago <= 7 and recent.task = 'vaccination_entry'
        ) as vaccination_count,
        sum(recent.done_count) filter (
            where recent.days_ago > 7 and recent.task <> 'install_guidance'
        ) as entered_before
    from recent
    where recent.days_ago between 1 and 14
    group by recent.commune_id
),

covered as (
    select distinct
        recent.commune_id,
        -- a day after today, or the next one of the same weekday
        case
            when recent.days_ago < 0 then -recent.days_ago
            when mod(recent.days_ago, 7) = 0 then 7
            else 7 - mod(recent.days_ago, 7)
        end as days_ahead
    from recent
    where recent.days_ago between -7 and 14 and recent.days_ago <> 0
),

ahead as (
    select
        covered.commune_id,
        count(*) as covered_days
    from covered
    group by covered.commune_id
)

select
    communes.commune_id,
    communes.district_id,
    coalesce(belonging.worker_count, 0) as worker_count,
    coalesce(belonging.worked_count, 0) as worked_count,
    coalesce(done.shift_count, 0) as shift_count,
    coalesce(done.hours, 0) as hours,
    coalesce(done.hours_before, 0) as hours_before,
    coalesce(done.guided_count, 0) as guided_count,
    coalesce(done.guided_before, 0) as guided_before,
    coalesce(done.test_count, 0) as test_count,
    coalesce(done.vaccination_count, 0) as vaccination_count,
    coalesce(done.entered_before, 0) as entered_before,
    7 - coalesce(ahead.covered_days, 0) as open_days
from contract.communes
left outer join belonging on communes.commune_id = belonging.commune_id
left outer join done on communes.commune_id = done.commune_id
left outer join ahead on communes.commune_id = ahead.commune_id
where contract.in_scope(communes.district_id, (select contract.own_districts()))
order by communes.commune_id
