-- As of when are the indicators, and were they computed ahead?
--
-- One row: the time of the roll-ups, or of the last load where they lag behind it
-- by more than `longest_lag`; missing while nothing has been loaded.
-- Parameters: longest_lag interval
with

loaded as (
    select max(feeds.last_loaded_at) as data_time
    from contract.feeds
),

rolled as (
    select max(sets.data_time) as data_time
    from roll_ups.sets
    where
        sets.data_time >= (select loaded.data_time from loaded) - %(longest_lag)s
        and sets.data_time <= (select loaded.data_time from loaded)
)

select
    coalesce(rolled.data_time, loaded.data_time) as data_time,
    rolled.data_time is not null as is_rolled
from loaded
cross join rolled
