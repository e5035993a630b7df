-- How many residents of each commune declared their health on each of 15 days?
--
-- One row per commune and Vietnamese day with declarations, up to now. The count
-- up to the same clock time makes an unfinished day comparable with the others.
select
    people.commune_id,
    communes.district_id,
    (health_declarations.declared_at at time zone 'Asia/Ho_Chi_Minh')::date
        as on_date,
    count(*) as declaration_count,
    count(*) filter (
        where (health_declarations.declared_at at time zone 'Asia/Ho_Chi_Minh')::time
        <= (
            select (times.data_time at time zone 'Asia/Ho_Chi_Minh')::time
            from live.times
        )
    ) as by_this_time_count,
    count(distinct health_declarations.person_id) as person_count
from contract.health_declarations
inner join contract.people on health_declarations.person_id = people.person_id
inner join contract.communes on people.commune_id = communes.commune_id
where
    health_declarations.declared_at <= (select times.data_time from live.times)
    and health_declarations.declared_at
    > (select times.data_time from live.times) - interval '15 days'
group by people.commune_id, communes.district_id, on_date
