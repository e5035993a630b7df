-- Where does each person live, and with whom?
--
-- One row per person of the viewer's scope. Only numbers (the commune's code as
-- one), so that two million rows travel as binary columns.
select
    homes.person_id,
    homes.household_id,
    homes.commune_id::integer as commune_number,
    homes.home_lon,
    homes.home_lat
from contract.homes
order by homes.person_id
