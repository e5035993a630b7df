-- How many scans do open checkpoints have in each hour of the day?
--
-- One row per district of the viewer's scope and hour with any, of the 7 whole days
-- before data_time together.
-- Parameters: data_time timestamptz
select
    communes.district_id,
    checkpoint_hours.scan_hour,
    sum(checkpoint_hours.scan_count)::bigint as scan_count
from contract.checkpoint_hours
inner join contract.checkpoints
    on checkpoint_hours.checkpoint_id = checkpoints.checkpoint_id
inner join contract.communes on checkpoints.commune_id = communes.commune_id
where
    checkpoint_hours.scan_date
    >= (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date - 7
    and checkpoint_hours.scan_date
    < (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date
    and checkpoints.opened_at <= %(data_time)s
    and (
        checkpoints.closed_at is null
        or checkpoints.closed_at > %(data_time)s
    )
group by communes.district_id, checkpoint_hours.scan_hour
order by communes.district_id, checkpoint_hours.scan_hour
