-- How ready is each commune under four on the spot?
create view contract.commune_readiness with (security_barrier) as
select
    commune_id,
    assessed_date,
    item,
    is_ready
from operational.commune_readiness
where
    (select contract.has_right('see_aggregates'))
    and commune_id in (
        select communes.commune_id
        from operational.communes
        where contract.in_scope(communes.district_id, (select contract.own_districts()))
    );
