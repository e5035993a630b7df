-- Which places were known?
--
-- One row per place: scans at one that became known later count from then on.
select places.place_id
from contract.places
