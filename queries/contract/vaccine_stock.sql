-- How many doses were allocated, received, used and are on hand, by site and day?
create view contract.vaccine_stock with (security_barrier) as
select
    site_id,
    stock_date,
    vaccine,
    allocated_count,
    received_count,
    used_count,
    on_hand_count
from operational.vaccine_stock
where
    (select contract.has_right('see_aggregates'))
    and site_id in (
        select vaccination_sites.site_id
        from operational.vaccination_sites
        inner join operational.communes
            on vaccination_sites.commune_id = communes.commune_id
        where contract.in_scope(communes.district_id, (select contract.own_districts()))
    );
