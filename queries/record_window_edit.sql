-- Which number does this edit of a case's infectious window get?
--
-- Adds one edit, which nobody changes afterwards, and returns its edit_id.
-- Parameters: case_id text, district_id text, old_from, old_until, new_from,
--   new_until timestamptz (an unknown end is null), reason text, preset text,
--   data_time timestamptz
insert into ledger.window_edits (
    case_id,
    district_id,
    old_from,
    old_until,
    new_from,
    new_until,
    reason,
    preset,
    data_time
)
values (
    %(case_id)s,
    %(district_id)s,
    %(old_from)s,
    %(old_until)s,
    %(new_from)s,
    %(new_until)s,
    %(reason)s,
    %(preset)s,
    %(data_time)s
)
returning edit_id
