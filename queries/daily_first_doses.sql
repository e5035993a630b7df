-- How many residents had their first dose on each day, wherever it was given?
--
-- One row per Vietnamese day with first doses, in order; people, not records, by
-- place of residence. Age is in completed years by birth year alone.
-- Parameters: data_time timestamptz, district_id text (null: all in scope),
--   lowest_age integer
select
    first_doses.on_date,
    sum(first_doses.person_count)::bigint as person_count
from first_doses
where
    date_part('year', %(data_time)s at time zone 'Asia/Ho_Chi_Minh')
    - first_doses.birth_year >= %(lowest_age)s
    and (
        %(district_id)s::text is null
        or first_doses.district_id = %(district_id)s
    )
group by first_doses.on_date
order by first_doses.on_date
