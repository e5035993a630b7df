-- How many vaccination records of each kind cannot be true?
--
-- One row per kind with any; the kinds overlap. Counted from the records that
-- `impossible_doses` lists, for whoever may see none of them.
-- Parameters: data_time timestamptz, district_id text (null: all in scope),
--   close_days integer
select
    kinds.kind,
    kinds.record_count
from live.impossible_kinds(%(district_id)s, %(close_days)s) as kinds
order by kinds.kind
