-- Which communes are there, where, with how many people and smartphone owners?
create view contract.communes with (security_barrier) as
select
    commune_id,
    district_id,
    commune_name,
    commune_kind,
    lon,
    lat,
    area_km2,
    population_count,
    population_source,
    smartphone_owner_count,
    smartphone_owner_source,
    outline,
    outline_source
from operational.communes;
