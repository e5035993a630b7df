-- How many doses of each vaccine were recorded, where people live and where given?
--
-- One row per commune and vaccine with doses, twice: is_by_home counts them where
-- people live, without those whom the register does not know; otherwise where
-- given. Records, not people.
with

doses as (
    select
        people.commune_id,
        true as is_by_home,
        vaccine_doses.vaccine,
        vaccine_doses.dose_number,
        vaccine_doses.injected_at
    from contract.vaccine_doses
    inner join contract.people on vaccine_doses.person_id = people.person_id
    where vaccine_doses.injected_at <= (select times.data_time from live.times)
    union all
    select
        vaccination_sites.commune_id,
        false as is_by_home,
        vaccine_doses.vaccine,
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
    doses.vaccine,
    count(*) filter (where doses.dose_number = 1) as dose1_count,
    count(*) filter (where doses.dose_number >= 2) as dose2_count,
    count(*) filter (
        where
        doses.dose_number = 1
        and doses.injected_at <= (select times.day_ago from live.times)
    ) as dose1_day_ago_count,
    count(*) filter (
        where
        doses.dose_number = 1
        and doses.injected_at <= (select times.week_ago from live.times)
    ) as dose1_week_ago_count,
    count(*) filter (
        where
        doses.dose_number >= 2
        and doses.injected_at <= (select times.day_ago from live.times)
    ) as dose2_day_ago_count,
    count(*) filter (
        where
        doses.dose_number >= 2
        and doses.injected_at <= (select times.week_ago from live.times)
    ) as dose2_week_ago_count
from doses
inner join contract.communes on doses.commune_id = communes.commune_id
where contract.in_scope(communes.district_id, (select contract.own_districts()))
group by
    doses.commune_id, communes.district_id, doses.is_by_home, doses.vaccine
