-- How many scans do open checkpoints have in each hour of the day?
--
-- One row per district of the viewer's scope and hour with any, of the 7 whole days
-- before data_time together.
-- Parameters: data_time timestamptz
select
    open_checkpoint_hours.district_id,
    open_checkpoint_hours.scan_hour,
    open_checkpoint_hours.scan_count
from open_checkpoint_hours
order by open_checkpoint_hours.district_id, open_checkpoint_hours.scan_hour
