-- How far has each group of residents come, from registering to the certificate?
--
-- One row per commune, age group, sex and priority group that has residents, by
-- place of residence. An age group is named by its lowest age, in completed
-- years by birth year alone. A person with any dose has dose 1; one with a dose
-- numbered 2 or more has dose 2.
-- Parameters: data_time timestamptz, lowest_ages integer[], rising
with

doses as (
    select
        vaccine_doses.person_id,
        bool_or(vaccine_doses.dose_number >= 2) as has_second
    from contract.vaccine_doses
    where vaccine_doses.injected_at <= %(data_time)s
    group by vaccine_doses.person_id
),

residents as (
    select
        people.person_id,
        people.commune_id,
        people.sex,
        people.priority_group,
        (%(lowest_ages)s::integer[])[
            width_bucket(
                date_part('year', %(data_time)s at time zone 'Asia/Ho_Chi_Minh')
                ::integer
                - people.birth_year,
                %(lowest_ages)s::integer[]
            )
        ] as lowest_age
    from contract.people
)

select
    residents.commune_id,
    communes.district_id,
    residents.lowest_age,
    residents.sex,
    residents.priority_group,
    count(*) as resident_count,
    count(*) filter (
        where vaccination_registrations.registered_at <= %(data_time)s
    ) as registered_count,
    count(*) filter (
        where vaccination_registrations.invited_at <= %(data_time)s
    ) as invited_count,
    count(doses.person_id) as dose1_count,
    count(*) filter (where doses.has_second) as dose2_count,
    count(*) filter (
        where vaccination_certificates.issued_at <= %(data_time)s
    ) as certificate_count,
    count(*) filter (
        where vaccination_certificates.looked_up_at <= %(data_time)s
    ) as looked_up_count
from residents
inner join contract.communes on residents.commune_id = communes.commune_id
left outer join contract.vaccination_registrations
    on residents.person_id = vaccination_registrations.person_id
left outer join doses on residents.person_id = doses.person_id
left outer join contract.vaccination_certificates
    on residents.person_id = vaccination_certificates.person_id
group by
    residents.commune_id,
    communes.district_id,
    residents.lowest_age,
    residents.sex,
    residents.priority_group
order by
    residents.commune_id,
    residents.lowest_age,
    residents.sex,
    residents.priority_group
