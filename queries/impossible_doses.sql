-- Which vaccination records cannot be true, and which site entered them?
--
-- One row per record and kind; the kinds overlap. No person, and no person's
-- name. Whom the register does not know is a question only of the whole
-- province: a district does not see other districts' people.
-- Parameters: data_time timestamptz, district_id text (null: all in scope),
--   close_days integer
with

doses as (
    select
        vaccine_doses.dose_id,
        vaccine_doses.dose_number,
        vaccine_doses.vaccine,
        vaccine_doses.injected_at,
        vaccination_sites.site_name,
        people.person_id is not null as is_known,
        count(*) over by_number as same_number_count,
        min(vaccine_doses.injected_at) filter (
            where vaccine_doses.dose_number = 1
        ) over by_person as first_at,
        lag(vaccine_doses.injected_at) over by_time as previous_at
    from contract.vaccine_doses
    inner join contract.vaccination_sites
        on vaccine_doses.site_id = vaccination_sites.site_id
    left outer join contract.people
        on vaccine_doses.person_id = people.person_id
    left outer join contract.communes
        on
            coalesce(people.commune_id, vaccination_sites.commune_id)
            = communes.commune_id
    where
        %(district_id)s::text is null
        or communes.district_id = %(district_id)s
    window
        by_person as (partition by vaccine_doses.person_id),
        by_number as (
            partition by vaccine_doses.person_id, vaccine_doses.dose_number
        ),
        by_time as (
            partition by vaccine_doses.person_id
            order by vaccine_doses.injected_at
        )
)

select
    kinds.kind,
    doses.dose_id,
    doses.dose_number,
    doses.vaccine,
    doses.injected_at,
    doses.site_name
from doses
cross join
    lateral (
        values
        (
            'second_without_first',
            doses.is_known and doses.dose_number >= 2 and doses.first_at is null
        ),
        (
            'second_before_first',
            doses.is_known
            and doses.dose_number >= 2
            and doses.injected_at < doses.first_at
        ),
        (
            'too_close',
            doses.is_known
            and doses.injected_at - doses.previous_at
            < make_interval(days => %(close_days)s)
        ),
        ('repeated', doses.is_known and doses.same_number_count > 1),
        ('in_future', doses.injected_at > %(data_time)s),
        ('unknown_person', contract.sees_province() and not doses.is_known)
    ) as kinds (kind, is_impossible)
where kinds.is_impossible
order by kinds.kind, doses.injected_at, doses.dose_id
