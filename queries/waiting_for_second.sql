-- How many residents had dose 1 and no second yet, by vaccine and day of dose 1?
--
-- One row per vaccine and Vietnamese day of the earliest dose, by place of
-- residence. Who had the last dose of the schedule, be it the only one, is not
-- waiting.
-- Parameters: district_id text (null: all in scope)
select
    first_doses.vaccine,
    first_doses.on_date as first_date,
    sum(first_doses.person_count)::bigint as person_count
from first_doses
where
    first_doses.is_waiting
    and (
        %(district_id)s::text is null
        or first_doses.district_id = %(district_id)s
    )
group by first_doses.vaccine, first_doses.on_date
order by first_doses.vaccine, first_doses.on_date
