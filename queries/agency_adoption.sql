-- How many people of each agency have installed the app, now and before?
--
-- One row per agency of the viewer's scope. Counts are missing where the register
-- knows nobody of the agency; staff_count is how many it knows.
-- Parameters: data_time timestamptz
with

staff as (
    select
        people.agency_id,
        count(*) as staff_count,
        count(*) filter (
            where app_installs.installed_at <= %(data_time)s
        ) as installed_count,
        count(*) filter (
            where app_installs.installed_at <= %(data_time)s - interval '1 day'
        ) as day_ago_count,
        count(*) filter (
            where app_installs.installed_at <= %(data_time)s - interval '7 days'
        ) as week_ago_count
    from contract.people
    left outer join contract.app_installs
        on people.person_id = app_installs.person_id
    where people.agency_id is not null
    group by people.agency_id
)

select
    agencies.agency_id,
    agencies.agency_name,
    agencies.agency_kind,
    agencies.district_id,
    agencies.commune_id,
    districts.district_name,
    districts.district_kind,
    agencies.head_count,
    staff.staff_count,
    staff.installed_count,
    staff.day_ago_count,
    staff.week_ago_count
from contract.agencies
left outer join staff on agencies.agency_id = staff.agency_id
left outer join contract.districts
    on agencies.district_id = districts.district_id
order by agencies.agency_id
