-- How many doses were given on each day, where people live and where given?
--
-- One row per commune and Vietnamese day with injections, twice: is_by_home as in
-- commune_doses.
with

doses as (
    select
        people.commune_id,
        true as is_by_home,
        vaccine_doses.dose_number,
        vaccine_doses.injected_at
    from contract.vaccine_doses
    inner join contract.people on vaccine_doses.person_id = people.person_id
    where vaccine_doses.injected_at <= (select times.data_time from live.times)
    union all
    select
        vaccination_sites.commune_id,
        false as is_by_home,
        vaccine_doses.dose_number,
        vaccine_doses.injected_at
    from contract.vaccine_doses
    inner join contract.vaccination_sites
        on vaccine_doses.site_id = vaccination_sites.site_id
    where vaccine_doses.injected_at <= (select times.data_time from live.times)
)

select
    doses.commune_id,
    communes.district_id,
    doses.is_by_home,
    (doses.injected_at at time zone 'Asia/Ho_Chi_Minh')::date as on_date,
    count(*) filter (where doses.dose_number = 1) as dose1_count,
    count(*) filter (where doses.dose_number >= 2) as dose2_count
from doses
inner join contract.communes on doses.commune_id = communes.commune_id
where contract.in_scope(communes.district_id, (select contract.own_districts()))
group by doses.commune_id, communes.district_id, doses.is_by_home, on_date
