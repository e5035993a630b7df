-- Which vaccination records cannot be true, and which site entered them?
--
-- One row per record and kind; the kinds overlap. No person, and no person's
-- name. Whom the register does not know is a question only of the whole
-- province: a district does not see other districts' people.
-- Parameters: district_id text (null: all in scope), close_days integer
select
    dubious_doses.kind,
    dubious_doses.dose_id,
    dubious_doses.dose_number,
    dubious_doses.vaccine,
    dubious_doses.injected_at,
    dubious_doses.site_name
from dubious_doses
where
    (
        %(district_id)s::text is null
        or dubious_doses.district_id = %(district_id)s
    )
    and (
        dubious_doses.kind <> 'too_close'
        or dubious_doses.gap < make_interval(days => %(close_days)s)
    )
    -- Where a dose was given counts for those whose home the viewer does not see.
    and (
        dubious_doses.is_by_home
        or dubious_doses.home_district_id is null
        or not contract.in_scope(
            dubious_doses.home_district_id, (select contract.own_districts())
        )
    )
    and ((select contract.sees_province()) or dubious_doses.kind <> 'unknown_person')
order by dubious_doses.kind, dubious_doses.injected_at, dubious_doses.dose_id
