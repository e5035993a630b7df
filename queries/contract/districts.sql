-- Which districts make up the province?
create view contract.districts with (security_barrier) as
select
    district_id,
    district_name,
    district_kind
from operational.districts;
