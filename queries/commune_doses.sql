-- How many doses of each vaccine were recorded, where people live or where given?
--
-- One row per commune and vaccine with doses; records, not people. Where people
-- live, nobody outside the register is counted; where given, everybody is.
-- Parameters: data_time timestamptz, by_home boolean
with

doses as (
    select
        vaccine_doses.vaccine,
        vaccine_doses.dose_number,
        vaccine_doses.injected_at,
        case
            when %(by_home)s then people.commune_id
            else vaccination_sites.commune_id
        end as commune_id
    from contract.vaccine_doses
    inner join contract.vaccination_sites
        on vaccine_doses.site_id = vaccination_sites.site_id
    left outer join contract.people
        on vaccine_doses.person_id = people.person_id
    where vaccine_doses.injected_at <= %(data_time)s
)

select
    doses.commune_id,
    communes.district_id,
    doses.vaccine,
    count(*) filter (where doses.dose_number = 1) as dose1_count,
    count(*) filter (where doses.dose_number >= 2) as dose2_count,
    count(*) filter (
        where
        doses.dose_number = 1
        and doses.injected_at <= %(data_time)s - interval '1 day'
    ) as dose1_day_ago_count,
    count(*) filter (
        where
        doses.dose_number = 1
        and doses.injected_at <= %(data_time)s - interval '7 days'
    ) as dose1_week_ago_count,
    count(*) filter (
        where
        doses.dose_number >= 2
        and doses.injected_at <= %(data_time)s - interval '1 day'
    ) as dose2_day_ago_count,
    count(*) filter (
        where
        doses.dose_number >= 2
        and doses.injected_at <= %(data_time)s - interval '7 days'
    ) as dose2_week_ago_count
from doses
inner join contract.communes on doses.commune_id = communes.commune_id
where contract.in_scope(communes.district_id)
group by doses.commune_id, communes.district_id, doses.vaccine
order by doses.commune_id, doses.vaccine
