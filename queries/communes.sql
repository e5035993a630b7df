-- Which communes are there, in which district, with how many people?
--
-- One row per commune, by code. Outlines are a question of their own.
select
    communes.commune_id,
    communes.commune_name,
    communes.commune_kind,
    communes.district_id,
    districts.district_name,
    districts.district_kind,
    communes.lon,
    communes.lat,
    communes.area_km2,
    communes.population_count,
    communes.population_source,
    communes.smartphone_owner_count,
    communes.smartphone_owner_source
from contract.communes
inner join contract.districts on communes.district_id = districts.district_id
order by communes.commune_id
