-- Where do the roads come from, if any were imported?
--
-- One row: how many there are, and the file; none and missing without a layer.
select
    count(*) as road_count,
    max(roads.source) as source
from ledger.roads
