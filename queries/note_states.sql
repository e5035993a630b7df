-- How do these indicators stand now?
--
-- Keeps the time since when one has stood so, unless it stands otherwise now.
-- Parameters: reader_role text, reader_district_ids text[], figures text[],
--   statuses text[], since timestamptz
insert into ledger.indicator_states (
    reader_role,
    reader_district_ids,
    figure,
    status,
    since
)
select
    %(reader_role)s,
    %(reader_district_ids)s::text[] as reader_district_ids,
    figure,
    status,
    %(since)s as since
from unnest(%(figures)s::text[], %(statuses)s::text[]) as seen (figure, status)
on conflict (reader_role, reader_district_ids, figure) do update
    set
        status = excluded.status,
        since = excluded.since
    where indicator_states.status <> excluded.status
