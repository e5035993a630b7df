-- When was each place last scanned at?
--
-- One row per place with scans on the day of the data or the 27 before: that
-- Vietnamese day.
select
    places.place_id,
    places.commune_id,
    communes.district_id,
    max(place_days.on_date) as last_date
from place_days
inner join contract.places on place_days.place_id = places.place_id
inner join contract.communes on places.commune_id = communes.commune_id
group by places.place_id, places.commune_id, communes.district_id
