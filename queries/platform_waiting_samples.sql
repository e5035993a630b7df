-- How many samples had waited more than 24 hours for their result?
--
-- One row per district of the viewer's scope and days_ago (0, 1, 7), by residence;
-- samples of the 14 days up to then: an older one is lost rather than waiting.
-- Parameters: data_time timestamptz
with

ages as (
    select
        back.days_ago,
        %(data_time)s::timestamptz
        - back.days_ago * interval '1 day' as seen_at
    from (values (0), (1), (7)) as back (days_ago)
),

waiting as (
    select
        communes.district_id,
        ages.days_ago,
        count(*) as done_count
    from contract.provincial_samples
    inner join contract.people
        on provincial_samples.person_id = people.person_id
    inner join contract.communes on people.commune_id = communes.commune_id
    inner join ages
        on
            provincial_samples.taken_at <= ages.seen_at - interval '24 hours'
            and provincial_samples.taken_at > ages.seen_at - interval '14 days'
            and (
                provincial_samples.resulted_at is null
                or provincial_samples.resulted_at > ages.seen_at
            )
    group by communes.district_id, ages.days_ago
)

select
    districts.district_id,
    ages.days_ago,
    null::bigint as whole_count,
    coalesce(waiting.done_count, 0) as done_count
from contract.districts
cross join ages
left outer join waiting
    on
        districts.district_id = waiting.district_id
        and ages.days_ago = waiting.days_ago
where contract.in_scope(districts.district_id)
order by districts.district_id, ages.days_ago
