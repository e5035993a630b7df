-- How many people installed the app on each day?
--
-- One row per Vietnamese day with installs, in order; officials are those with an
-- agency.
-- Parameters: data_time timestamptz, district_id text (null: all in scope)
select
    (app_installs.installed_at at time zone 'Asia/Ho_Chi_Minh')::date as on_date,
    count(*) as install_count,
    count(people.agency_id) as official_count
from contract.app_installs
inner join contract.people on app_installs.person_id = people.person_id
inner join contract.communes on people.commune_id = communes.commune_id
where
    app_installs.installed_at <= %(data_time)s
    and (
        %(district_id)s::text is null
        or communes.district_id = %(district_id)s
    )
group by (app_installs.installed_at at time zone 'Asia/Ho_Chi_Minh')::date
order by (app_installs.installed_at at time zone 'Asia/Ho_Chi_Minh')::date
