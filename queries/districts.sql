-- Which districts make up the province?
--
-- One row per district, by code.
select
    districts.district_id,
    districts.district_name,
    districts.district_kind
from contract.districts
order by districts.district_id
