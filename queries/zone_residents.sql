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

)

select
    homes.person_id,
    homes.household_id,
    homes.commune_id,
    communes.commune_name,
    hamlets.hamlet_name,
    homes.home_lon as lon,
    homes.home_lat as lat,
    people.birth_year,
    people.sex,
    exists(
        select 1 from contract.cases
        where cases.person_id = homes.person_id
    ) as is_case
from contract.homes
inner join households on homes.household_id = households.household_id
inner join contract.communes on homes.commune_id = communes.commune_id
inner join contract.people on homes.person_id = people.person_id
left outer join contract.hamlets on homes.hamlet_id = hamlets.hamlet_id
order by homes.person_id
