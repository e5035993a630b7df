-- When were these people sampled, with what result, and when were they told it?
--
-- One row per sample of the province's test software, in time order. The
-- moment of telling is missing where nobody told the citizen, or at no moment that a
-- calendar holds. Samples of no such moment are left out: see `unusable_times`.
-- Parameters: person_ids integer[]
select
    provincial_samples.person_id,
    provincial_samples.taken_at,
    provincial_samples.result,
    case
        when
            provincial_samples.returned_at > timestamptz '0001-01-02 00:00+00'
            and provincial_samples.returned_at
            < timestamptz '9999-12-31 00:00+00'
            then provincial_samples.returned_at
    end as returned_at
from contract.provincial_samples
where
    provincial_samples.person_id = any(%(person_ids)s::integer[])
    and provincial_samples.taken_at > timestamptz '0001-01-02 00:00+00'
    and provincial_samples.taken_at < timestamptz '9999-12-31 00:00+00'
order by
    provincial_samples.person_id,
    provincial_samples.taken_at
