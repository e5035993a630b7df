-- When did each source last load, how much, and what was rejected?
create view contract.feeds with (security_barrier) as
select
    feed_id,
    source,
    last_loaded_at,
    expected_every,
    row_count,
    reject_count
from operational.feeds;
