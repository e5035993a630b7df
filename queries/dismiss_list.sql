-- Who dismissed this list first?
--
-- Adds that the viewer did and why, unless somebody has dismissed or confirmed it.
-- One row where it was the viewer.
-- Parameters: case_id, reason text
insert into ledger.dismissed_lists (case_id, reason)
values (%(case_id)s, %(reason)s)
on conflict (case_id) do nothing
returning case_id
