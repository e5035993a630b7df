-- What does each open checkpoint lack of its required equipment?
--
-- One row per checkpoint and kind of which fewer work than are required.
-- Parameters: data_time timestamptz; district_id text, commune_id text (null: all
--   in scope)
select
    checkpoints.checkpoint_id,
    checkpoints.checkpoint_name,
    checkpoints.commune_id,
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
    checkpoint_equipment.working_count < checkpoint_equipment.required_count
    and checkpoints.opened_at <= %(data_time)s
    and (
        checkpoints.closed_at is null
        or checkpoints.closed_at > %(data_time)s
    )
    and (
        %(district_id)s::text is null
        or communes.district_id = %(district_id)s
    )
    and (
        %(commune_id)s::text is null
        or checkpoints.commune_id = %(commune_id)s
    )
order by
    checkpoint_equipment.required_count - checkpoint_equipment.working_count desc,
    checkpoints.checkpoint_name asc,
    checkpoints.checkpoint_id asc,
    checkpoint_equipment.equipment_kind asc
