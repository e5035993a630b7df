-- How many results of a week in each commune say the same in both test systems?
--
-- One row per commune of residence and days_ago (0, 1, 7) with results in the
-- seven days up to then; one matches if the national platform had by then received
-- the same result under the same code, for the same person or for one whom it does
-- not know. The latter only the whole province may see: a district counts
-- `known_matching_count`.
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
    count(*) as result_count,
    count(*) filter (
        where exists (
            select 1
            from contract.national_results
            where
                national_results.sample_code = provincial_samples.sample_code
                and national_results.result = provincial_samples.result
                and national_results.received_at <= ages.seen_at
                and coalesce(
                    national_results.person_id, provincial_samples.person_id
                ) = provincial_samples.person_id
        )
    ) as matching_count,
    count(*) filter (
        where exists (
            select 1
            from contract.national_results
            where
                national_results.sample_code = provincial_samples.sample_code
                and national_results.result = provincial_samples.result
                and national_results.received_at <= ages.seen_at
                and national_results.person_id = provincial_samples.person_id
        )
    ) as known_matching_count
from contract.provincial_samples
inner join contract.people on provincial_samples.person_id = people.person_id
inner join contract.communes on people.commune_id = communes.commune_id
inner join ages
    on
        provincial_samples.resulted_at <= ages.seen_at
        and provincial_samples.resulted_at > ages.seen_at - interval '7 days'
group by people.commune_id, communes.district_id, ages.days_ago
