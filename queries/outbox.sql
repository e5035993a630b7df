-- Which messages were written, and did they go out?
--
-- One row per message that the viewer may read, the latest first; the attachment is
-- another question.
-- Parameters: most integer
select
    messages.message_id,
    messages.kind,
    messages.reader_role,
    messages.reader_district_ids,
    messages.subject,
    messages.body,
    messages.attachment_name,
    messages.created_at,
    outbox.address_count,
    outbox.sent_count,
    outbox.sent_at,
    outbox.last_error,
    outbox.state
from ledger.messages
inner join ledger.outbox on messages.message_id = outbox.message_id
order by messages.message_id desc
limit %(most)s
