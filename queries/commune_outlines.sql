-- What shape has each commune, and who says so?
--
-- One row per commune, by code; the outline is a GeoJSON geometry or missing.
select
    communes.commune_id,
    communes.district_id,
    communes.commune_name,
    communes.outline,
    communes.outline_source
from contract.communes
order by communes.commune_id
