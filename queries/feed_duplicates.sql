-- How many rows of each source say again what another row of it says?
--
-- One row per source in which that can be told, of the viewer's scope.
select
    feed_duplicates.feed_id,
    feed_duplicates.duplicate_count
from live.feed_duplicates
