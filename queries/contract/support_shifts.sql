-- What did support workers do, by day and commune?
create view contract.support_shifts with (security_barrier) as
select
    worker_id,
    shift_date,
    commune_id,
    task,
    hours,
    done_count
from operational.support_shifts
where
    (select contract.has_right('see_aggregates'))
    and commune_id in (
        select communes.commune_id
        from operational.communes
        where contract.in_scope(communes.district_id, (select contract.own_districts()))
    );
