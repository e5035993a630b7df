-- Who guides installation and enters data?
create view contract.support_workers with (security_barrier) as
select
    worker_id,
    worker_kind,
    commune_id
from operational.support_workers
where
    (select contract.has_right('see_aggregates'))
    and commune_id in (
        select communes.commune_id
        from operational.communes
        where contract.in_scope(communes.district_id, (select contract.own_districts()))
    );
