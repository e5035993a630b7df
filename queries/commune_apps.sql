-- How many people of each commune have a smartphone, and the app?
--
-- One row per commune with a resident in the register: the blind spot of a
-- trace, which sees only those who scan.
select
    people.commune_id,
    count(*) as person_count,
    count(*) filter (where people.has_smartphone) as smartphone_count,
    count(app_installs.person_id) as installed_count
from contract.people
left outer join contract.app_installs
    on people.person_id = app_installs.person_id
group by people.commune_id
order by people.commune_id
