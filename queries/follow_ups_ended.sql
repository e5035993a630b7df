-- Whose follow-up had ended when this happened?
--
-- One row per person.
-- Parameters: person_ids integer[], state text, happened_at timestamptz,
--   corrects_id bigint or null
select people.person_id
from unnest(%(person_ids)s::integer[]) as people (person_id)
where
    ledger.is_after_release(
        people.person_id,
        %(state)s::text,
        %(happened_at)s::timestamptz,
        %(corrects_id)s::bigint
    )
order by people.person_id
