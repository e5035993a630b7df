-- How did each indicator stand when it was last looked at for these readers?
--
-- One row per indicator, with the time since when it has stood so.
-- Parameters: reader_role text, reader_district_ids text[]
select
    indicator_states.figure,
    indicator_states.status,
    indicator_states.since
from ledger.indicator_states
where
    indicator_states.reader_role = %(reader_role)s
    and indicator_states.reader_district_ids = %(reader_district_ids)s::text[]
