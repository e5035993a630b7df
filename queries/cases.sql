-- Which cases are confirmed, and what is known of their dates?
--
-- One row per case, latest first, with the commune where the person lives.
-- No name: who a case is, is another question. A date that no calendar holds
-- (infinite, before the year 1, after 9999) is unknown, and stops no trace: of
-- confirmation and report the other one stands in, and a case with neither
-- cannot be placed in time.
with

dated as (

    select
        cases.case_id,
        cases.person_id,
        case
            when
                cases.onset_date > date '0001-01-02'
                and cases.onset_date < date '9999-12-31'
                then cases.onset_date
        end as onset_date,
        case
            when
                cases.sampled_at > timestamptz '0001-01-02 00:00+00'
                and cases.sampled_at < timestamptz '9999-12-31 00:00+00'
                then cases.sampled_at
        end as sampled_at,
        case
            when
                cases.confirmed_at > timestamptz '0001-01-02 00:00+00'
                and cases.confirmed_at < timestamptz '9999-12-31 00:00+00'
                then cases.confirmed_at
        end as confirmed_at,
        case
            when
                cases.reported_at > timestamptz '0001-01-02 00:00+00'
                and cases.reported_at < timestamptz '9999-12-31 00:00+00'
                then cases.reported_at
        end as reported_at,
        case
            when
                cases.isolated_at > timestamptz '0001-01-02 00:00+00'
                and cases.isolated_at < timestamptz '9999-12-31 00:00+00'
                then cases.isolated_at
        end as isolated_at
    from contract.cases

)

select
    dated.case_id,
    dated.person_id,
    dated.onset_date,
    dated.sampled_at,
    dated.isolated_at,
    homes.commune_id,
    coalesce(dated.confirmed_at, dated.reported_at) as confirmed_at,
    coalesce(dated.reported_at, dated.confirmed_at) as reported_at
from dated
left outer join contract.homes on dated.person_id = homes.person_id
where coalesce(dated.confirmed_at, dated.reported_at) is not null
order by
    coalesce(dated.confirmed_at, dated.reported_at) desc,
    dated.case_id asc
