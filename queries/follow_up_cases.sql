-- Under which codes are these people cases, and since when is it known?
--
-- One row per case of the viewer's scope that was known by then. A date that no
-- calendar holds is unknown: the confirmation stands in for the report. A case with
-- neither is a case all the same, so nobody calls it as a contact.
-- Parameters: person_ids integer[], known_at timestamptz
with

dated as (

    select
        cases.case_id,
        cases.person_id,
        coalesce(
            case
                when
                    cases.reported_at > timestamptz '0001-01-02 00:00+00'
                    and cases.reported_at < timestamptz '9999-12-31 00:00+00'
                    then cases.reported_at
            end,
            case
                when
                    cases.confirmed_at > timestamptz '0001-01-02 00:00+00'
                    and cases.confirmed_at < timestamptz '9999-12-31 00:00+00'
                    then cases.confirmed_at
            end
        ) as reported_at
    from contract.cases
    where cases.person_id = any(%(person_ids)s::integer[])

)

select
    dated.case_id,
    dated.person_id,
    dated.reported_at
from dated
where
    dated.reported_at is null
    or dated.reported_at <= %(known_at)s
order by
    dated.person_id,
    dated.reported_at
