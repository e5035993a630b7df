-- How far has each group of residents come, from registering to the certificate?
--
-- One row per commune, birth year, sex and priority group that has residents. A
-- person with any dose has dose 1; one whose schedule has ended has dose 2, or the
-- only dose of a vaccine that is given once.
-- A certificate counts with its dose, as in certificates.sql.
with

doses as (
    select
        vaccine_doses.person_id,
        min(vaccine_doses.injected_at) as first_at,
        min(vaccine_doses.injected_at) filter (
            where vaccine_doses.is_final
        ) as second_at
    from contract.vaccine_doses
    where vaccine_doses.injected_at <= (select times.data_time from live.times)
    group by vaccine_doses.person_id
)

select
    people.commune_id,
    communes.district_id,
    people.birth_year,
    people.sex,
    people.priority_group,
    count(*) as resident_count,
    count(*) filter (
        where vaccination_registrations.registered_at
        <= (select times.data_time from live.times)
    ) as registered_count,
    count(*) filter (
        where vaccination_registrations.invited_at
        <= (select times.data_time from live.times)
    ) as invited_count,
    count(doses.first_at) as dose1_count,
    count(doses.second_at) as dose2_count,
    count(*) filter (
        where doses.first_at <= (select times.day_ago from live.times)
    ) as dose1_day_ago_count,
    count(*) filter (
        where doses.first_at <= (select times.week_ago from live.times)
    ) as dose1_week_ago_count,
    count(*) filter (
        where doses.second_at <= (select times.day_ago from live.times)
    ) as dose2_day_ago_count,
    count(*) filter (
        where doses.second_at <= (select times.week_ago from live.times)
    ) as dose2_week_ago_count,
    count(*) filter (
        where vaccination_certificates.issued_at
        <= (select times.data_time from live.times)
        and doses.first_at is not null
    ) as certificate_count,
    count(*) filter (
        where vaccination_certificates.looked_up_at
        <= (select times.data_time from live.times)
        and doses.first_at is not null
    ) as looked_up_count
from contract.people
inner join contract.communes on people.commune_id = communes.commune_id
left outer join contract.vaccination_registrations
    on people.person_id = vaccination_registrations.person_id
left outer join doses on people.person_id = doses.person_id
left outer join contract.vaccination_certificates
    on people.person_id = vaccination_certificates.person_id
group by
    people.commune_id,
    communes.district_id,
    people.birth_year,
    people.sex,
    people.priority_group
