-- Which hamlets has each commune, and where?
create view contract.hamlets with (security_barrier) as
select
    hamlet_id,
    commune_id,
    hamlet_name,
    lon,
    lat
from operational.hamlets;
