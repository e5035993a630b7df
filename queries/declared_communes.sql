-- How many residents of each commune declared what within 7 days?
--
-- One row per commune of the viewer's scope, also without any: residents, and of
-- them who declared in the 7 days up to data_time, who then told of a symptom, of
-- having met a case, of having come from an outbreak area.
-- Parameters: data_time timestamptz
select
    communes.commune_id,
    communes.district_id,
    coalesce(commune_residents.resident_count, 0)::bigint as resident_count,
    coalesce(week_declarants.person_count, 0)::bigint as person_count,
    coalesce(week_declarants.symptom_count, 0)::bigint as symptom_count,
    coalesce(week_declarants.contact_count, 0)::bigint as contact_count,
    coalesce(week_declarants.travel_count, 0)::bigint as travel_count
from contract.communes
left outer join week_declarants
    on communes.commune_id = week_declarants.commune_id
left outer join commune_residents
    on communes.commune_id = commune_residents.commune_id
where contract.in_scope(communes.district_id, (select contract.own_districts()))
order by communes.commune_id
