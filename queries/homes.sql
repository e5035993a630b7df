-- Where does each person live, and with whom?
--
-- One row per person of the viewer's scope. Only fixed-width values that are
-- never missing, so that two million rows travel as binary columns: the
-- commune's code as a number, an unknown home as NaN, an unknown hamlet as -1.
select
    homes.person_id,
    homes.household_id,
    homes.commune_id::integer as commune_number,
    coalesce(homes.hamlet_id, -1) as hamlet_id,
    coalesce(homes.home_lon, 'NaN'::double precision) as home_lon,
    coalesce(homes.home_lat, 'NaN'::double precision) as home_lat
from contract.homes
