-- How many doses were given on each day, first and second?
--
-- One row per Vietnamese day with injections, in order, counted where they were
-- given.
-- Parameters: data_time timestamptz, district_id text (null: all in scope)
select
    (vaccine_doses.injected_at at time zone 'Asia/Ho_Chi_Minh')::date as on_date,
    count(*) filter (where vaccine_doses.dose_number = 1) as dose1_count,
    count(*) filter (where vaccine_doses.dose_number >= 2) as dose2_count
from contract.vaccine_doses
inner join contract.vaccination_sites
    on vaccine_doses.site_id = vaccination_sites.site_id
inner join contract.communes
    on vaccination_sites.commune_id = communes.commune_id
where
    vaccine_doses.injected_at <= %(data_time)s
    and contract.in_scope(communes.district_id)
    and (
        %(district_id)s::text is null
        or communes.district_id = %(district_id)s
    )
group by (vaccine_doses.injected_at at time zone 'Asia/Ho_Chi_Minh')::date
order by (vaccine_doses.injected_at at time zone 'Asia/Ho_Chi_Minh')::date
