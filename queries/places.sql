-- Which places have a QR code, of what kind, where, indoors, open when?
--
-- One row per place.
select
    places.place_id,
    places.place_name,
    places.place_kind,
    places.commune_id,
    places.lon,
    places.lat,
    places.is_indoor,
    places.opens_at,
    places.closes_at
from contract.places
order by places.place_id
