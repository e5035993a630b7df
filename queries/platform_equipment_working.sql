-- How much of the checkpoints' required equipment is working?
--
-- One row per district of the viewer's scope with an open checkpoint; days_ago is
-- 0: what was there before is not kept.
-- Parameters: data_time timestamptz
select
    communes.district_id,
    0 as days_ago,
    sum(
        least(
            checkpoint_equipment.working_count,
            checkpoint_equipment.required_count
        )
    ) as done_count,
    sum(checkpoint_equipment.required_count) as whole_count
from contract.checkpoint_equipment
inner join contract.checkpoints
    on checkpoint_equipment.checkpoint_id = checkpoints.checkpoint_id
inner join contract.communes on checkpoints.commune_id = communes.commune_id
where
    checkpoints.opened_at <= %(data_time)s
    and (
        checkpoints.closed_at is null
        or checkpoints.closed_at > %(data_time)s
    )
group by communes.district_id
order by communes.district_id
