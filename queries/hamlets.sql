-- Which hamlets are there, and where?
--
-- One row per hamlet: names that an order can use, and marks on a map without
-- tiles.
select
    hamlets.hamlet_id,
    hamlets.commune_id,
    hamlets.hamlet_name,
    hamlets.lon,
    hamlets.lat
from contract.hamlets
order by hamlets.hamlet_id
