-- How many residents of each commune have their health record linked to the app?
--
-- One row per commune of the viewer's scope.
select
    commune_residents.commune_id,
    commune_residents.district_id,
    commune_residents.resident_count,
    commune_residents.linked_count
from commune_residents
order by commune_residents.commune_id
