-- How many residents of each commune registered, were invited, and had doses?
--
-- One row per commune of the viewer's scope and is_adult, by place of residence.
-- A person with any dose has dose 1; one with a dose numbered 2 or more has dose 2.
-- Parameters: data_time timestamptz, adult_age integer
with

doses as (
    select
        vaccine_doses.person_id,
        min(vaccine_doses.injected_at) as first_at,
        min(vaccine_doses.injected_at) filter (
            where vaccine_doses.dose_number >= 2
        ) as second_at
    from contract.vaccine_doses
    where vaccine_doses.injected_at <= %(data_time)s
    group by vaccine_doses.person_id
),

residents as (
    select
        people.commune_id,
        date_part('year', %(data_time)s at time zone 'Asia/Ho_Chi_Minh')
        - people.birth_year >= %(adult_age)s as is_adult,
        count(*) as resident_count,
        count(*) filter (
            where vaccination_registrations.registered_at <= %(data_time)s
        ) as registered_count,
        count(*) filter (
            where vaccination_registrations.invited_at <= %(data_time)s
        ) as invited_count,
        count(doses.first_at) as dose1_count,
        count(doses.second_at) as dose2_count,
        count(*) filter (
            where doses.first_at <= %(data_time)s - interval '1 day'
        ) as dose1_day_ago_count,
        count(*) filter (
            where doses.first_at <= %(data_time)s - interval '7 days'
        ) as dose1_week_ago_count,
        count(*) filter (
            where doses.second_at <= %(data_time)s - interval '1 day'
        ) as dose2_day_ago_count,
        count(*) filter (
            where doses.second_at <= %(data_time)s - interval '7 days'
        ) as dose2_week_ago_count
    from contract.people
    left outer join contract.vaccination_registrations
        on people.person_id = vaccination_registrations.person_id
    left outer join doses on people.person_id = doses.person_id
    group by people.commune_id, is_adult
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
where contract.in_scope(communes.district_id)
order by communes.commune_id, residents.is_adult
