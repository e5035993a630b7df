-- How many samples had waited more than 24 hours for their result?
--
-- One row per district of the viewer's scope and days_ago (0, 1, 7), by residence;
-- samples of the 14 days up to then: an older one is lost rather than waiting.
with

waiting as (
    select
        waiting_samples.district_id,
        waiting_samples.days_ago,
        sum(waiting_samples.sample_count) as done_count
    from waiting_samples
    group by waiting_samples.district_id, waiting_samples.days_ago
)

select
    districts.district_id,
    ages.days_ago,
    null::bigint as whole_count,
    coalesce(waiting.done_count, 0)::bigint as done_count
from contract.districts
cross join (values (0), (1), (7)) as ages (days_ago)
left outer join waiting
    on
        districts.district_id = waiting.district_id
        and ages.days_ago = waiting.days_ago
where contract.in_scope(districts.district_id, (select contract.own_districts()))
order by districts.district_id, ages.days_ago
