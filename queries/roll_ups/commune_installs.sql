-- How many residents of each commune have installed the app, now and before?
--
-- One row per commune with residents.
select
    people.commune_id,
    communes.district_id,
    count(*) filter (
        where app_installs.installed_at <= (select times.data_time from live.times)
    ) as installed_count,
    count(*) filter (
        where app_installs.installed_at <= (select times.day_ago from live.times)
    ) as day_ago_count,
    count(*) filter (
        where app_installs.installed_at <= (select times.week_ago from live.times)
    ) as week_ago_count,
    count(*) filter (
        where
        app_installs.installed_at <= (select times.data_time from live.times)
        and app_installs.last_active_at > (select times.week_ago from live.times)
    ) as active_count
from contract.people
inner join contract.communes on people.commune_id = communes.commune_id
left outer join contract.app_installs
    on people.person_id = app_installs.person_id
group by people.commune_id, communes.district_id
