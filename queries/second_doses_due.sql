-- How many residents may have their second dose by now, and for how many is it late?
--
-- One row per vaccine of the limits for which somebody may, by place of residence.
-- Parameters: vaccines text[], due_dates date[] and late_dates date[], one each per
--   vaccine: the last days of dose 1 from which dose 2 is due, or late, by now;
--   district_id text, commune_id text (null: all in scope)
select
    limits.vaccine,
    sum(first_doses.person_count)::bigint as due_count,
    coalesce(
        sum(first_doses.person_count)
        filter (where first_doses.on_date <= limits.late_date),
        0
    )::bigint as late_count
from first_doses
inner join
    unnest(
        %(vaccines)s::text[], %(due_dates)s::date[], %(late_dates)s::date[]
    ) as limits (vaccine, due_date, late_date)
    on
        first_doses.vaccine = limits.vaccine
        and first_doses.on_date <= limits.due_date
where
    first_doses.is_waiting
    and (
        %(district_id)s::text is null
        or first_doses.district_id = %(district_id)s
    )
    and (
        %(commune_id)s::text is null
        or first_doses.commune_id = %(commune_id)s
    )
group by limits.vaccine
order by limits.vaccine
