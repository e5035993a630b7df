-- How many people of each agency have installed the app, now and before?
--
-- One row per agency of the viewer's scope. Counts are missing where the register
-- knows nobody of the agency; staff_count is how many it knows.
with

staff as (
    select
        agency_installs.agency_id,
        sum(agency_installs.staff_count)::bigint as staff_count,
        sum(agency_installs.installed_count)::bigint as installed_count,
        sum(agency_installs.day_ago_count)::bigint as day_ago_count,
        sum(agency_installs.week_ago_count)::bigint as week_ago_count
    from agency_installs
    group by agency_installs.agency_id
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
