-- How often does the rule without codes find the record that the code names?
--
-- One row: pairs of a sample and a record of one person taken within the hour, both
-- under codes that the other system knows too, and those whose code is the same.
-- Parameters: data_time timestamptz
select
    pairing_tried.tried_count,
    pairing_tried.right_count
from live.pairing_tried
