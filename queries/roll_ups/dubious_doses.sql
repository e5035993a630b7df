-- Which vaccination records may not be true, whose district's are they, and why?
--
-- One row per record and kind. What a person's records say of each other belongs to
-- the district where they live (is_by_home); a record in the future and one of
-- nobody whom the register knows, to the district where the dose was given.
-- `too_close` has every dose after another and the `gap` between: how short is
-- impossible is the asker's to say.
with

doses as (
    select
        vaccine_doses.dose_id,
        vaccine_doses.dose_number,
        vaccine_doses.vaccine,
        vaccine_doses.injected_at,
        vaccination_sites.site_name,
        home.district_id as home_district_id,
        site.district_id as site_district_id,
        vaccine_doses.injected_at > (select times.data_time from live.times)
            as is_in_future,
        count(*) over by_number as same_number_count,
        min(vaccine_doses.injected_at) filter (
            where vaccine_doses.dose_number = 1
        ) over by_person as first_at,
        vaccine_doses.injected_at - lag(vaccine_doses.injected_at) over by_time
            as gap
    from contract.vaccine_doses
    inner join contract.vaccination_sites
        on vaccine_doses.site_id = vaccination_sites.site_id
    inner join contract.communes as site
        on vaccination_sites.commune_id = site.commune_id
    left outer join contract.people
        on vaccine_doses.person_id = people.person_id
    left outer join contract.communes as home
        on people.commune_id = home.commune_id
    window
        by_person as (partition by vaccine_doses.person_id),
        by_number as (
            partition by vaccine_doses.person_id, vaccine_doses.dose_number
        ),
        by_time as (
            partition by vaccine_doses.person_id
            order by vaccine_doses.injected_at, vaccine_doses.dose_id
        )
)

select
    kinds.district_id,
    doses.home_district_id,
    kinds.is_by_home,
    kinds.kind,
    doses.dose_id,
    doses.dose_number,
    doses.vaccine,
    doses.injected_at,
    doses.site_name,
    doses.gap
from doses
cross join
    lateral ( -- noqa: ST05
        values
        (
            'second_without_first',
            true,
            doses.home_district_id,
            doses.dose_number >= 2 and doses.first_at is null
        ),
        (
            'second_before_first',
            true,
            doses.home_district_id,
            doses.dose_number >= 2 and doses.injected_at < doses.first_at
        ),
        ('too_close', true, doses.home_district_id, doses.gap is not null),
        ('repeated', true, doses.home_district_id, doses.same_number_count > 1),
        ('in_future', true, doses.home_district_id, doses.is_in_future),
        ('in_future', false, doses.site_district_id, doses.is_in_future),
        (
            'unknown_person',
            false,
            doses.site_district_id,
            (select contract.sees_province()) and doses.home_district_id is null
        )
    ) as kinds (kind, is_by_home, district_id, is_dubious)
where
    kinds.is_dubious
    and contract.in_scope(kinds.district_id, (select contract.own_districts()))
    and kinds.district_id is not null
