-- How many residents has each commune, and how many health records are linked?
--
-- One row per commune with residents.
select
    people.commune_id,
    communes.district_id,
    count(*) as resident_count,
    count(*) filter (
        where health_record_links.linked_at
        <= (select times.data_time from live.times)
    ) as linked_count,
    count(*) filter (
        where health_record_links.linked_at
        <= (select times.day_ago from live.times)
    ) as linked_day_ago_count,
    count(*) filter (
        where health_record_links.linked_at
        <= (select times.week_ago from live.times)
    ) as linked_week_ago_count
from contract.people
inner join contract.communes on people.commune_id = communes.commune_id
left outer join contract.health_record_links
    on people.person_id = health_record_links.person_id
group by people.commune_id, communes.district_id
