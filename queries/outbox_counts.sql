-- How many messages wait, went out, could not be sent, or are only kept?
--
-- One row. A message without an address waits for nobody: it is only kept.
select
    count(*) filter (where outbox.state = 'waiting') as waiting_count,
    count(*) filter (where outbox.state in ('failing', 'lapsed')) as failing_count,
    count(*) filter (where outbox.state = 'sent') as sent_count,
    count(*) filter (where outbox.state = 'kept') as kept_count
from ledger.outbox
