-- How many rows of each source say again what another row of it says?
--
-- One row per source in which that can be told, of the viewer's scope: declarations of
-- one person at one moment, doses of one person and number, samples of one person at
-- one moment, national results of one sample and person, beyond the first of each.
create view live.feed_duplicates with (security_barrier) as
with

declarations as (
    select count(*) - 1 as more_count
    from contract.health_declarations
    group by health_declarations.person_id, health_declarations.declared_at
    having count(*) > 1
),

vaccination as (
    select count(*) - 1 as more_count
    from contract.vaccine_doses
    group by vaccine_doses.person_id, vaccine_doses.dose_number
    having count(*) > 1
),

provincial_tests as (
    select count(*) - 1 as more_count
    from contract.provincial_samples
    group by provincial_samples.person_id, provincial_samples.taken_at
    having count(*) > 1
),

national_tests as (
    select count(*) - 1 as more_count
    from contract.national_results
    where national_results.person_id is not null
    group by national_results.sample_code, national_results.person_id
    having count(*) > 1
)

select
    'declarations' as feed_id,
    coalesce(sum(declarations.more_count), 0)::bigint as duplicate_count
from declarations
union all
select
    'vaccination' as feed_id,
    coalesce(sum(vaccination.more_count), 0)::bigint as duplicate_count
from vaccination
union all
select
    'provincial_tests' as feed_id,
    coalesce(sum(provincial_tests.more_count), 0)::bigint as duplicate_count
from provincial_tests
union all
select
    'national_tests' as feed_id,
    coalesce(sum(national_tests.more_count), 0)::bigint as duplicate_count
from national_tests;
grant select on live.feed_duplicates to dashboard_reader;
