-- When had residents their earliest dose, of which vaccine, and who waits since then?
--
-- One row per commune, birth year, vaccine and Vietnamese day of the earliest dose,
-- and is_waiting: without the dose that ends the schedule.
with

earliest as (
    select distinct on (vaccine_doses.person_id)
        vaccine_doses.person_id,
        vaccine_doses.vaccine,
        vaccine_doses.injected_at,
        bool_or(vaccine_doses.is_final) over (
            partition by vaccine_doses.person_id
        ) as is_complete
    from contract.vaccine_doses
    where vaccine_doses.injected_at <= (select times.data_time from live.times)
    order by vaccine_doses.person_id, vaccine_doses.injected_at, vaccine_doses.dose_id
)

select
    people.commune_id,
    communes.district_id,
    people.birth_year,
    earliest.vaccine,
    (earliest.injected_at at time zone 'Asia/Ho_Chi_Minh')::date as on_date,
    not earliest.is_complete as is_waiting,
    count(*) as person_count
from earliest
inner join contract.people on earliest.person_id = people.person_id
inner join contract.communes on people.commune_id = communes.commune_id
group by
    people.commune_id,
    communes.district_id,
    people.birth_year,
    earliest.vaccine,
    on_date,
    is_waiting
