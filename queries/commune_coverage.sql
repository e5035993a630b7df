-- How many residents of each commune registered, were invited, and had doses?
--
-- One row per commune of the viewer's scope and is_adult, by place of residence.
-- A person with any dose has dose 1; one with a dose that ends the schedule, dose 2.
-- Parameters: data_time timestamptz, adult_age integer
with

residents as (
    select
        vaccination_groups.commune_id,
        date_part('year', %(data_time)s at time zone 'Asia/Ho_Chi_Minh')
        - vaccination_groups.birth_year >= %(adult_age)s as is_adult,
        sum(vaccination_groups.resident_count)::bigint as resident_count,
        sum(vaccination_groups.registered_count)::bigint as registered_count,
        sum(vaccination_groups.invited_count)::bigint as invited_count,
        sum(vaccination_groups.dose1_count)::bigint as dose1_count,
        sum(vaccination_groups.dose2_count)::bigint as dose2_count,
        sum(vaccination_groups.dose1_day_ago_count)::bigint as dose1_day_ago_count,
        sum(vaccination_groups.dose1_week_ago_count)::bigint
            as dose1_week_ago_count,
        sum(vaccination_groups.dose2_day_ago_count)::bigint as dose2_day_ago_count,
        sum(vaccination_groups.dose2_week_ago_count)::bigint
            as dose2_week_ago_count
    from vaccination_groups
    group by vaccination_groups.commune_id, is_adult
)

select
    communes.commune_id,
    communes.commune_name,
    communes.commune_kind,
    communes.district_id,
    districts.district_name,
    districts.district_kind,
    communes.population_count,
    communes.population_source,
    residents.is_adult,
    residents.resident_count,
    residents.registered_count,
    residents.invited_count,
    residents.dose1_count,
    residents.dose2_count,
    residents.dose1_day_ago_count,
    residents.dose1_week_ago_count,
    residents.dose2_day_ago_count,
    residents.dose2_week_ago_count
from contract.communes
inner join contract.districts on communes.district_id = districts.district_id
left outer join residents on communes.commune_id = residents.commune_id
where contract.in_scope(communes.district_id, (select contract.own_districts()))
order by communes.commune_id, residents.is_adult
