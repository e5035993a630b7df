-- How many places of the viewer's scope have a registered QR code?
--
-- One row.
-- Parameters: data_time timestamptz, district_id text (null: all in scope)
select count(*) as venue_count
from contract.places
inner join contract.communes on places.commune_id = communes.commune_id
where
    places.registered_at <= %(data_time)s
    and contract.in_scope(communes.district_id, (select contract.own_districts()))
    and (
        %(district_id)s::text is null
        or communes.district_id = %(district_id)s
    )
