-- How many isolations and samples have a time that no calendar holds?
--
-- One row. An isolation without a usable start, or released before the year 1, and a
-- sample without a usable moment are left out of traces and follow-ups; so is the
-- moment of telling a result that is none. An endless isolation is not over yet.
with

isolated as (

    select count(*) as isolation_count
    from contract.isolations
    where
        isolations.reason <> 'case'
        and not (
            coalesce(
                isolations.isolated_at > timestamptz '0001-01-02 00:00+00'
                and isolations.isolated_at
                < timestamptz '9999-12-31 00:00+00',
                false
            )
            and coalesce(
                isolations.released_at > timestamptz '0001-01-02 00:00+00',
                true
            )
        )

),

sampled as (

    select count(*) as sample_count
    from contract.provincial_samples
    where
        not coalesce(
            provincial_samples.taken_at > timestamptz '0001-01-02 00:00+00'
            and provincial_samples.taken_at
            < timestamptz '9999-12-31 00:00+00',
            false
        )
        or provincial_samples.returned_at <= timestamptz '0001-01-02 00:00+00'
        or provincial_samples.returned_at >= timestamptz '9999-12-31 00:00+00'

)

select
    isolated.isolation_count,
    sampled.sample_count
from isolated
cross join sampled
