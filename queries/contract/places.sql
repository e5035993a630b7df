-- Which places have a QR code, of what kind, where, open when?
create view contract.places with (security_barrier) as
select
    place_id,
    place_name,
    site_id,
    site_name,
    code_label,
    place_kind,
    commune_id,
    lon,
    lat,
    is_indoor,
    opens_at,
    closes_at,
    registered_at
from operational.places;
