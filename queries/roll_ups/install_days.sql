-- How many residents of each commune installed the app on each day?
--
-- One row per commune and Vietnamese day with installs; officials are those with
-- an agency.
select
    people.commune_id,
    communes.district_id,
    (app_installs.installed_at at time zone 'Asia/Ho_Chi_Minh')::date as on_date,
    count(*) as install_count,
    count(people.agency_id) as official_count
from contract.app_installs
inner join contract.people on app_installs.person_id = people.person_id
inner join contract.communes on people.commune_id = communes.commune_id
where app_installs.installed_at <= (select times.data_time from live.times)
group by people.commune_id, communes.district_id, on_date
