-- When were these people sampled, with what result, and when were they told it?
--
-- One row per sample of the province's test software, in time order. The
-- moment of telling is missing where nobody told the citizen.
-- Parameters: person_ids integer[]
select
    provincial_samples.person_id,
    provincial_samples.taken_at,
    provincial_samples.result,
    provincial_samples.returned_at
from contract.provincial_samples
where provincial_samples.person_id = any(%(person_ids)s::integer[])
order by
    provincial_samples.person_id,
    provincial_samples.taken_at
