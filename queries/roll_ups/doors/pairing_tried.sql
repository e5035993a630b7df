-- How often does the rule without codes find the record that the code names?
--
-- One row: pairs of a sample and a record of one person taken within the hour, both
-- under codes that the other system knows too, and those whose code is the same.
create view live.pairing_tried with (security_barrier) as
select
    count(*) as tried_count,
    count(*) filter (
        where provincial_samples.sample_code = national_results.sample_code
    ) as right_count
from contract.provincial_samples
inner join contract.national_results
    on
        provincial_samples.person_id = national_results.person_id
        and abs(
            extract(
                epoch from provincial_samples.taken_at - national_results.taken_at
            )
        ) <= 3600
where
    national_results.received_at <= (select times.data_time from live.times)
    and national_results.received_at
    > (select times.data_time from live.times) - interval '28 days'
    and exists (
        select 1
        from contract.national_results as named
        where named.sample_code = provincial_samples.sample_code
    )
    and exists (
        select 1
        from contract.provincial_samples as named
        where named.sample_code = national_results.sample_code
    );
grant select on live.pairing_tried to dashboard_reader;
