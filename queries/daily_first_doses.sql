-- How many residents had their first dose on each day, wherever it was given?
--
-- One row per Vietnamese day with first doses, in order; people, not records, by
-- place of residence. Age is in completed years by birth year alone.
-- Parameters: data_time timestamptz, district_id text (null: all in scope),
--   lowest_age integer
with

first_doses as (
    select
        vaccine_doses.person_id,
        min(vaccine_doses.injected_at) as first_at
    from contract.vaccine_doses
    where vaccine_doses.injected_at <= %(data_time)s
    group by vaccine_doses.person_id
)

select
    (first_doses.first_at at time zone 'Asia/Ho_Chi_Minh')::date as on_date,
    count(*) as person_count
from first_doses
inner join contract.people on first_doses.person_id = people.person_id
inner join contract.communes on people.commune_id = communes.commune_id
where
    date_part('year', %(data_time)s at time zone 'Asia/Ho_Chi_Minh')
    - people.birth_year >= %(lowest_age)s
    and (
        %(district_id)s::text is null
        or communes.district_id = %(district_id)s
    )
group by (first_doses.first_at at time zone 'Asia/Ho_Chi_Minh')::date
order by (first_doses.first_at at time zone 'Asia/Ho_Chi_Minh')::date
