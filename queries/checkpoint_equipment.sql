-- What equipment does each open checkpoint require, what is installed, what works?
--
-- One row per checkpoint of the viewer's scope and kind of equipment.
-- Parameters: data_time timestamptz
select
    checkpoint_equipment.checkpoint_id,
    checkpoints.commune_id,
    communes.district_id,
    checkpoint_equipment.equipment_kind,
    checkpoint_equipment.required_count,
    checkpoint_equipment.installed_count,
    checkpoint_equipment.working_count,
    checkpoint_equipment.checked_at
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
order by checkpoint_equipment.checkpoint_id, checkpoint_equipment.equipment_kind
