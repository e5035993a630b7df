-- Which agencies must install the app, with how many people?
create view contract.agencies with (security_barrier) as
select
    agency_id,
    agency_name,
    agency_kind,
    district_id,
    commune_id,
    head_count
from operational.agencies
where
    (select contract.has_right('see_aggregates'))
    and contract.in_scope(district_id, (select contract.own_districts()));
