-- How many doses of each vaccine were recorded, where people live or where given?
--
-- One row per commune and vaccine with doses; records, not people. Where people
-- live, nobody outside the register is counted; where given, everybody is.
-- Parameters: by_home boolean
select
    commune_doses.commune_id,
    commune_doses.district_id,
    commune_doses.vaccine,
    commune_doses.dose1_count,
    commune_doses.dose2_count,
    commune_doses.dose1_day_ago_count,
    commune_doses.dose1_week_ago_count,
    commune_doses.dose2_day_ago_count,
    commune_doses.dose2_week_ago_count
from commune_doses
where commune_doses.is_by_home = %(by_home)s
order by commune_doses.commune_id, commune_doses.vaccine
