-- How many samples of each commune had waited more than 24 hours for their result?
--
-- One row per commune of residence and days_ago (0, 1, 7) with any; samples of the
-- 14 days up to then: an older one is lost rather than waiting.
with

ages as (
    select
        back.days_ago,
        (select times.data_time from live.times)
        - back.days_ago * interval '1 day' as seen_at
    from (values (0), (1), (7)) as back (days_ago)
)

select
    people.commune_id,
    communes.district_id,
    ages.days_ago,
    count(*) as sample_count
from contract.provincial_samples
inner join contract.people on provincial_samples.person_id = people.person_id
inner join contract.communes on people.commune_id = communes.commune_id
inner join ages
    on
        provincial_samples.taken_at <= ages.seen_at - interval '24 hours'
        and provincial_samples.taken_at > ages.seen_at - interval '14 days'
        and (
            provincial_samples.resulted_at is null
            or provincial_samples.resulted_at > ages.seen_at
        )
group by people.commune_id, communes.district_id, ages.days_ago
