-- Which residents may have their second dose by now?
--
-- One row per person, who has been waiting longest past the last day first; only
-- for who may see people. The same people as `second_doses_due` counts.
-- Parameters: vaccines text[], due_dates date[] and late_dates date[], as there;
--   data_time timestamptz; district_id text, commune_id text (null: all in scope);
--   most integer, so many at most
with

earliest as (

    select distinct on (vaccine_doses.person_id)
        vaccine_doses.person_id,
        people.commune_id,
        vaccine_doses.vaccine,
        vaccine_doses.dose_id,
        (vaccine_doses.injected_at at time zone 'Asia/Ho_Chi_Minh')::date
            as first_date,
        bool_or(vaccine_doses.is_final) over (
            partition by vaccine_doses.person_id
        ) as is_complete
    from contract.vaccine_doses
    inner join contract.people on vaccine_doses.person_id = people.person_id
    inner join contract.communes on people.commune_id = communes.commune_id
    where
        vaccine_doses.injected_at <= %(data_time)s
        and (select contract.has_right('see_people'))
        and (
            %(district_id)s::text is null
            or communes.district_id = %(district_id)s
        )
        and (
            %(commune_id)s::text is null
            or people.commune_id = %(commune_id)s
        )
    order by
        vaccine_doses.person_id,
        vaccine_doses.injected_at,
        vaccine_doses.dose_id

)

select
    earliest.person_id,
    earliest.commune_id,
    earliest.vaccine,
    earliest.first_date,
    earliest.first_date <= limits.late_date as is_late
from earliest
inner join
    unnest(
        %(vaccines)s::text[], %(due_dates)s::date[], %(late_dates)s::date[]
    ) as limits (vaccine, due_date, late_date)
    on
        earliest.vaccine = limits.vaccine
        and earliest.first_date <= limits.due_date
where not earliest.is_complete
order by
    earliest.first_date - limits.late_date,
    earliest.person_id
limit %(most)s
