-- How many people and households do these zones hold, each counted once?
--
-- One row; with how many people live in more than one of the zones.
-- Parameters: zone_ids bigint[]
select
    confined_once.resident_count,
    confined_once.household_count,
    confined_once.shared_resident_count
from ledger.confined_once(%(zone_ids)s::bigint[]) as confined_once
