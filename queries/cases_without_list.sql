-- For which of these cases has no list been proposed?
--
-- One row per case, in the order asked.
-- Parameters: case_ids text[]
select asked.case_id
from unnest(%(case_ids)s::text[]) with ordinality as asked (case_id, place)
left outer join ledger.proposed_lists on asked.case_id = proposed_lists.case_id
where proposed_lists.case_id is null
order by asked.place
