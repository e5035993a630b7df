-- Who confirmed this list first?
--
-- Adds that the viewer did, unless somebody has confirmed or dismissed it. One row
-- where it was the viewer.
-- Parameters: case_id text
insert into ledger.confirmed_lists (case_id)
values (%(case_id)s)
on conflict (case_id) do nothing
returning case_id
