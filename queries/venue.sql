-- What is known of one place, and of the other codes of its site?
--
-- One row per code of the place's site, or of the place alone; none outside the
-- viewer's scope.
-- Parameters: place_id integer
with

asked as (
    select
        places.place_id,
        places.site_id
    from contract.places
    where places.place_id = %(place_id)s
)

select
    places.place_id,
    places.place_name,
    places.code_label,
    places.site_name,
    places.place_kind,
    places.commune_id,
    places.registered_at,
    places_scanned.last_date,
    venue_activity.week_scan_count,
    asked.place_id = places.place_id as is_asked,
    to_char(places.opens_at, 'HH24:MI') as opens,
    to_char(places.closes_at, 'HH24:MI') as closes
from asked
inner join contract.places
    on asked.place_id = places.place_id or asked.site_id = places.site_id
inner join venue_activity on places.place_id = venue_activity.place_id
left outer join places_scanned on places.place_id = places_scanned.place_id
order by
    asked.place_id = places.place_id desc,
    places.place_id asc
