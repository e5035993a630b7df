-- How many vaccination records cannot be true, by kind?
--
-- One row per kind, also without any; records, not people, and no person's name.
-- The kinds overlap. Whom the register does not know is a question only of the
-- whole province: a district does not see other districts' people.
-- Parameters: data_time timestamptz, district_id text (null: all in scope),
--   close_days integer
with

doses as (
    select
        vaccine_doses.dose_number,
        vaccine_doses.injected_at,
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
),

counted as (
    select
        count(*) filter (
            where doses.is_known and doses.dose_number >= 2 and doses.first_at is null
        ) as second_without_first,
        count(*) filter (
            where
            doses.is_known
            and doses.dose_number >= 2
            and doses.injected_at < doses.first_at
        ) as second_before_first,
        count(*) filter (
            where
            doses.is_known
            and doses.injected_at - doses.previous_at
            < make_interval(days => %(close_days)s)
        ) as too_close,
        count(*) filter (
            where doses.is_known and doses.same_number_count > 1
        ) as repeated,
        count(*) filter (
            where doses.injected_at > %(data_time)s
        ) as in_future,
        case
            when contract.sees_province()
                then count(*) filter (where not doses.is_known)
        end as unknown_person
    from doses
)

select
    kinds.kind,
    kinds.record_count
from counted
cross join lateral (
    values
    ('second_without_first', counted.second_without_first),
    ('second_before_first', counted.second_before_first),
    ('too_close', counted.too_close),
    ('repeated', counted.repeated),
    ('in_future', counted.in_future),
    ('unknown_person', counted.unknown_person)
) as kinds (kind, record_count)
