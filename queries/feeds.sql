-- When did each source last load, and is it late?
--
-- One row per source, the latest first. A source that never loaded is late.
-- Parameters: data_time timestamptz
select
    feeds.feed_id,
    feeds.source,
    feeds.last_loaded_at,
    feeds.expected_every,
    feeds.row_count,
    feeds.reject_count,
    coalesce(
        feeds.last_loaded_at + feeds.expected_every < %(data_time)s, true
    ) as is_late
from contract.feeds
order by
    feeds.last_loaded_at asc nulls first,
    feeds.feed_id asc
