-- What have these readers been told?
--
-- One row per message, by its key.
-- Parameters: reader_role text, reader_district_ids text[]
select messages.dedup_key
from ledger.messages
where
    messages.reader_role = %(reader_role)s
    and messages.reader_district_ids = %(reader_district_ids)s::text[]
