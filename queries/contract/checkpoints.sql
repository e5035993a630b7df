-- Which checkpoints stand where, led by whom?
create view contract.checkpoints with (security_barrier) as
select
    checkpoint_id,
    checkpoint_name,
    place_id,
    commune_id,
    agency_id,
    opened_at,
    closed_at
from operational.checkpoints
where
    (select contract.has_right('see_aggregates'))
    and commune_id in (
        select communes.commune_id
        from operational.communes
        where contract.in_scope(communes.district_id, (select contract.own_districts()))
    );
