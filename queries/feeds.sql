-- When did each source last load, is it late, and do its rows contradict the stamp?
--
-- One row per source, the latest first. A source that never loaded is late; one that
-- has rows newer than its load is contradicted.
-- Parameters: data_time timestamptz
select
    feeds.feed_id,
    feeds.source,
    feeds.last_loaded_at,
    feeds.expected_every,
    feeds.row_count,
    feeds.reject_count,
    feeds.newest_row_at,
    coalesce(feeds.newest_row_at > feeds.last_loaded_at, false) as is_contradicted,
    coalesce(
        feeds.last_loaded_at + feeds.expected_every < %(data_time)s, true
    ) as is_late
from contract.feeds
order by
    feeds.last_loaded_at asc nulls first,
    feeds.feed_id asc
