-- Which registered places has nobody scanned at for a week, and since when?
--
-- One row per place of the viewer's scope without a scan in the 7 days up to
-- data_time, those without any in 28 days first, then the longest silent.
-- Parameters: data_time timestamptz, district_id text (null: all in scope)
with

silent as (
    select
        venue_activity.place_id,
        venue_activity.commune_id,
        venue_activity.district_id,
        venue_activity.registered_at
    from venue_activity
    where
        venue_activity.week_scan_count = 0
        and venue_activity.registered_at <= %(data_time)s
        and (
            %(district_id)s::text is null
            or venue_activity.district_id = %(district_id)s
        )
)

select
    silent.place_id,
    silent.commune_id,
    silent.district_id,
    places.place_name,
    places.place_kind,
    silent.registered_at,
    places_scanned.last_date,
    (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date
    - places_scanned.last_date as silent_days
from silent
inner join contract.places on silent.place_id = places.place_id
left outer join places_scanned on silent.place_id = places_scanned.place_id
order by places_scanned.last_date nulls first, silent.place_id
