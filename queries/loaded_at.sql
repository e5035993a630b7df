-- When did this source last load?
--
-- One row. A source that the contract does not name, or that never loaded,
-- counts with the latest of all; missing while nothing has been loaded.
-- Parameters: feed_id text
select
    coalesce(
        max(feeds.last_loaded_at) filter (where feeds.feed_id = %(feed_id)s),
        max(feeds.last_loaded_at)
    ) as loaded_at
from contract.feeds
