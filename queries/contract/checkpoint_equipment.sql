-- What equipment does each checkpoint need, have, and have working?
create view contract.checkpoint_equipment with (security_barrier) as
select
    checkpoint_id,
    equipment_kind,
    required_count,
    installed_count,
    working_count,
    checked_at
from operational.checkpoint_equipment
where
    (select contract.has_right('see_aggregates'))
    and checkpoint_id in (
        select checkpoints.checkpoint_id
        from operational.checkpoints
        inner join operational.communes
            on checkpoints.commune_id = communes.commune_id
        where contract.in_scope(communes.district_id, (select contract.own_districts()))
    );
