-- What makes an infection of these people more likely to be severe?
--
-- One row per person asked for: the year of birth, and the group by which they were
-- to be vaccinated, of which one is of chronic disease. The page asks only after
-- writing the look and its reason into the ledger.
-- Parameters: person_ids integer[]
select
    people.person_id,
    people.birth_year,
    people.priority_group
from contract.people
where people.person_id = any(%(person_ids)s)
order by people.person_id
