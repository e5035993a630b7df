-- How many residents of each commune have installed the app, now and before?
--
-- One row per commune of the viewer's scope. Counts are missing where the
-- register knows nobody of the commune.
-- Parameters: data_time timestamptz
with

residents as (
    select
        people.commune_id,
        count(*) filter (
            where app_installs.installed_at <= %(data_time)s
        ) as installed_count,
        count(*) filter (
            where app_installs.installed_at <= %(data_time)s - interval '1 day'
        ) as day_ago_count,
        count(*) filter (
            where app_installs.installed_at <= %(data_time)s - interval '7 days'
        ) as week_ago_count,
        count(*) filter (
            where
            app_installs.installed_at <= %(data_time)s
            and app_installs.last_active_at > %(data_time)s - interval '7 days'
        ) as active_count
    from contract.people
    left outer join contract.app_installs
        on people.person_id = app_installs.person_id
    group by people.commune_id
)

select
    communes.commune_id,
    communes.commune_name,
    communes.commune_kind,
    communes.district_id,
    districts.district_name,
    districts.district_kind,
    communes.smartphone_owner_count,
    communes.smartphone_owner_source,
    residents.installed_count,
    residents.day_ago_count,
    residents.week_ago_count,
    residents.active_count
from contract.communes
inner join contract.districts on communes.district_id = districts.district_id
left outer join residents on communes.commune_id = residents.commune_id
where contract.in_scope(communes.district_id)
order by communes.commune_id
