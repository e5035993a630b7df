-- How many vaccinated residents have their certificate?
--
-- One row per district of the viewer's scope and days_ago (0, 1, 7); the whole is
-- residents with any dose by then.
-- Parameters: data_time timestamptz
with

vaccinated as (
    select
        vaccine_doses.person_id,
        min(vaccine_doses.injected_at) as first_at
    from contract.vaccine_doses
    where vaccine_doses.injected_at <= %(data_time)s
    group by vaccine_doses.person_id
),

ages as (
    select
        back.days_ago,
        %(data_time)s::timestamptz
        - back.days_ago * interval '1 day' as seen_at
    from (values (0), (1), (7)) as back (days_ago)
)

select
    communes.district_id,
    ages.days_ago,
    count(*) filter (
        where vaccination_certificates.issued_at <= ages.seen_at
    ) as done_count,
    count(*) as whole_count
from vaccinated
inner join contract.people on vaccinated.person_id = people.person_id
inner join contract.communes on people.commune_id = communes.commune_id
left outer join contract.vaccination_certificates
    on vaccinated.person_id = vaccination_certificates.person_id
inner join ages on vaccinated.first_at <= ages.seen_at
group by communes.district_id, ages.days_ago
order by communes.district_id, ages.days_ago
