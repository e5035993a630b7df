-- How many vaccinated residents of each commune have their certificate?
--
-- One row per commune and days_ago (0, 1, 7) with residents who had any dose by
-- then; a certificate counts with its dose.
with

vaccinated as (
    select
        vaccine_doses.person_id,
        min(vaccine_doses.injected_at) as first_at
    from contract.vaccine_doses
    where vaccine_doses.injected_at <= (select times.data_time from live.times)
    group by vaccine_doses.person_id
),

ages as (
    select
        back.days_ago,
        (select times.data_time from live.times)
        - back.days_ago * interval '1 day' as seen_at
    from (values (0), (1), (7)) as back (days_ago)
)

select
    people.commune_id,
    communes.district_id,
    ages.days_ago,
    count(*) filter (
        where vaccination_certificates.issued_at <= ages.seen_at
    ) as certificate_count,
    count(*) as vaccinated_count
from vaccinated
inner join contract.people on vaccinated.person_id = people.person_id
inner join contract.communes on people.commune_id = communes.commune_id
left outer join contract.vaccination_certificates
    on vaccinated.person_id = vaccination_certificates.person_id
inner join ages on vaccinated.first_at <= ages.seen_at
group by people.commune_id, communes.district_id, ages.days_ago
