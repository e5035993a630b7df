-- Who looked at which people, and why?
--
-- Adds one line that nobody can read back, edit or delete through the dashboard.
-- Parameters: viewer text, role text, question text, reason text,
--   person_count integer, person_ids integer[]
insert into ledger.access_log (
    viewer, role, question, reason, person_count, person_ids
)
values (
    %(viewer)s,
    %(role)s,
    %(question)s,
    %(reason)s,
    %(person_count)s,
    %(person_ids)s::integer[]
)
