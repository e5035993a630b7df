-- How many doses had the residents on each day, first and second, wherever given?
--
-- One row per Vietnamese day with injections, in order, counted where people
-- live; people whom the register does not know are not in it.
-- Parameters: data_time timestamptz, district_id text (null: all in scope)
select
    (vaccine_doses.injected_at at time zone 'Asia/Ho_Chi_Minh')::date as on_date,
    count(*) filter (where vaccine_doses.dose_number = 1) as dose1_count,
    count(*) filter (where vaccine_doses.dose_number >= 2) as dose2_count
from contract.vaccine_doses
inner join contract.people
    on vaccine_doses.person_id = people.person_id
inner join contract.communes on people.commune_id = communes.commune_id
where
    vaccine_doses.injected_at <= %(data_time)s
    and (
        %(district_id)s::text is null
        or communes.district_id = %(district_id)s
    )
group by (vaccine_doses.injected_at at time zone 'Asia/Ho_Chi_Minh')::date
order by (vaccine_doses.injected_at at time zone 'Asia/Ho_Chi_Minh')::date
