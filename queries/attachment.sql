-- Which paper goes with this message?
--
-- One row, or none where the viewer may not see it or there is no paper.
-- Parameters: message_id bigint
select messages.attachment
from ledger.messages
where
    messages.message_id = %(message_id)s
    and messages.attachment is not null
