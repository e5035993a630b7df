-- How many people declared what in each commune on each of the last 35 days?
--
-- One row per commune and Vietnamese day with declarations up to data_time, its
-- own day included: who declared that day, and of them who told of a symptom, of
-- having met a case, of having come from an outbreak area.
-- Parameters: data_time timestamptz
select
    declared_days.commune_id,
    declared_days.district_id,
    declared_days.on_date,
    declared_days.person_count,
    declared_days.symptom_count,
    declared_days.contact_count,
    declared_days.travel_count
from declared_days
order by declared_days.on_date, declared_days.commune_id
