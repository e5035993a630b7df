-- How many of each agency's people have installed the app, now and before?
--
-- One row per agency and district where its people live: a district sees its own
-- residents only.
select
    people.agency_id,
    communes.district_id,
    count(*) as staff_count,
    count(*) filter (
        where app_installs.installed_at <= (select times.data_time from live.times)
    ) as installed_count,
    count(*) filter (
        where app_installs.installed_at <= (select times.day_ago from live.times)
    ) as day_ago_count,
    count(*) filter (
        where app_installs.installed_at <= (select times.week_ago from live.times)
    ) as week_ago_count
from contract.people
inner join contract.communes on people.commune_id = communes.commune_id
left outer join contract.app_installs
    on people.person_id = app_installs.person_id
where people.agency_id is not null
group by people.agency_id, communes.district_id
