-- What are these people's names, phones and addresses?
--
-- One row per person asked for. The page asks only after writing the look and
-- its reason into the ledger.
-- Parameters: person_ids integer[]
select
    identities.person_id,
    identities.full_name,
    identities.phone,
    identities.address
from contract.identities
where identities.person_id = any(%(person_ids)s)
order by identities.person_id
