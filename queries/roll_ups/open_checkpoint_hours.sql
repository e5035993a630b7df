-- How many scans do open checkpoints have in each hour of the day?
--
-- One row per district and hour with any, of the 7 whole days before the day of the
-- data together.
select
    communes.district_id,
    checkpoint_hours.scan_hour,
    sum(checkpoint_hours.scan_count)::bigint as scan_count
from contract.checkpoint_hours
inner join contract.checkpoints
    on checkpoint_hours.checkpoint_id = checkpoints.checkpoint_id
inner join contract.communes on checkpoints.commune_id = communes.commune_id
where
    checkpoint_hours.scan_date >= (select times.on_date - 7 from live.times)
    and checkpoint_hours.scan_date < (select times.on_date from live.times)
    and checkpoints.opened_at <= (select times.data_time from live.times)
    and (
        checkpoints.closed_at is null
        or checkpoints.closed_at > (select times.data_time from live.times)
    )
group by communes.district_id, checkpoint_hours.scan_hour
