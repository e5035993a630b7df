-- Who lives in or near this rectangle, with whom, and who of them is a case?
--
-- One row per person of every household of which somebody lives inside, so
-- that no household is cut in half; an exact outline is the caller's work. No
-- name: who they are, is another question.
-- Parameters: west, south, east, north double precision (degrees)
with

households as (

    select distinct homes.household_id
    from contract.homes
    where
        homes.home_lon between %(west)s and %(east)s
        and homes.home_lat between %(south)s and %(north)s

),

-- Looked up by their numbers from here on: a province has a thousand times as many.
members as materialized (

    select
        homes.person_id,
        homes.household_id,
        homes.hamlet_id,
        homes.commune_id,
        homes.home_lon,
        homes.home_lat
    from contract.homes
    where
        homes.household_id = any(
            array(select households.household_id from households)
        )

)

select
    members.person_id,
    members.household_id,
    members.commune_id,
    communes.commune_name,
    hamlets.hamlet_name,
    members.home_lon as lon,
    members.home_lat as lat,
    people.birth_year,
    people.sex,
    members.person_id in (select cases.person_id from contract.cases) as is_case
from members
inner join contract.communes on members.commune_id = communes.commune_id
inner join contract.people
    on
        members.person_id = people.person_id
        and people.person_id = any(array(select known.person_id from members as known))
left outer join contract.hamlets on members.hamlet_id = hamlets.hamlet_id
order by members.person_id
