-- How many residents had dose 1 and no second yet, by vaccine and day of dose 1?
--
-- One row per vaccine and Vietnamese day of the earliest dose, by place of
-- residence. Who has a dose numbered 2 or more is not waiting.
-- Parameters: data_time timestamptz, district_id text (null: all in scope)
with

first_doses as (
    select distinct on (vaccine_doses.person_id)
        vaccine_doses.person_id,
        vaccine_doses.vaccine,
        vaccine_doses.injected_at,
        max(vaccine_doses.dose_number) over (
            partition by vaccine_doses.person_id
        ) as last_number
    from contract.vaccine_doses
    where vaccine_doses.injected_at <= %(data_time)s
    order by vaccine_doses.person_id, vaccine_doses.injected_at, vaccine_doses.dose_id
)

select
    first_doses.vaccine,
    (first_doses.injected_at at time zone 'Asia/Ho_Chi_Minh')::date as first_date,
    count(*) as person_count
from first_doses
inner join contract.people on first_doses.person_id = people.person_id
inner join contract.communes on people.commune_id = communes.commune_id
where
    first_doses.last_number < 2
    and (
        %(district_id)s::text is null
        or communes.district_id = %(district_id)s
    )
group by
    first_doses.vaccine,
    (first_doses.injected_at at time zone 'Asia/Ho_Chi_Minh')::date
order by
    first_doses.vaccine,
    (first_doses.injected_at at time zone 'Asia/Ho_Chi_Minh')::date
