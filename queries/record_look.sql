-- Who looked at which people, and why?
--
-- Adds one line that nobody can read back, edit or delete through the dashboard; by
-- whom and when it is, the ledger says.
-- Parameters: question text, reason text, person_count integer, person_ids integer[]
insert into ledger.access_log (
    question, reason, person_count, person_ids
)
values (
    %(question)s,
    %(reason)s,
    %(person_count)s,
    %(person_ids)s::integer[]
)
