-- Where does each person live, and with whom?
--
-- One row per person of the viewer's scope. Only fixed-width values that are
-- never missing, so that two million rows travel as binary columns: the commune
-- as its place (from 1) among all communes by code, an unknown home as NaN, an
-- unknown hamlet as -1.
with

numbered as (

    select
        communes.commune_id,
        (row_number() over (order by communes.commune_id))::integer
            as commune_number
    from contract.communes

)

select
    homes.person_id,
    homes.household_id,
    numbered.commune_number,
    coalesce(homes.hamlet_id, -1) as hamlet_id,
    coalesce(homes.home_lon, 'NaN'::double precision) as home_lon,
    coalesce(homes.home_lat, 'NaN'::double precision) as home_lat
from contract.homes
inner join numbered on homes.commune_id = numbered.commune_id
