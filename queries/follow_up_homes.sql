-- In which commune do these people live?
--
-- One row per person of the viewer's scope.
-- Parameters: person_ids integer[]
select
    people.person_id,
    people.commune_id
from contract.people
where people.person_id = any(%(person_ids)s::integer[])
order by people.person_id
