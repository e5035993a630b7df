-- When did any source last load?
--
-- One row; its only value is missing while nothing has been loaded.
select max(feeds.last_loaded_at) as data_time
from contract.feeds
