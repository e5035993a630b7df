-- Who took, gave back or settled this difference first?
--
-- Adds a line behind the one that the viewer saw last; one row where nobody was faster.
-- Parameters: sample_code, kind, district_id text or null, state, reason text,
--   follows_id bigint or null
insert into ledger.difference_events (
    sample_code, kind, district_id, state, reason, follows_id
)
values (
    %(sample_code)s, %(kind)s, %(district_id)s, %(state)s, %(reason)s, %(follows_id)s
)
on conflict do nothing
returning event_id
