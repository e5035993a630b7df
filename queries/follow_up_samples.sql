-- When were these people sampled, and when were they told the result?
--
-- One row per sample of the province's test software, in time order. The
-- moment of telling is missing where nobody told the citizen.
-- Parameters: person_ids integer[]
select
    provincial_samples.person_id,
    provincial_samples.taken_at,
    provincial_samples.returned_at
from contract.provincial_samples
where provincial_samples.person_id = any(%(person_ids)s::integer[])
order by
    provincial_samples.person_id,
    provincial_samples.taken_at
