-- Which infectious windows of these cases were edited, by whom, and why?
--
-- One row per edit, latest first, of cases in the viewer's districts.
-- Parameters: case_ids text[]
select
    window_edits.case_id,
    window_edits.old_from,
    window_edits.old_until,
    window_edits.new_from,
    window_edits.new_until,
    window_edits.reason,
    window_edits.edited_by,
    window_edits.edited_at
from ledger.window_edits
where window_edits.case_id = any(%(case_ids)s::text[])
order by window_edits.edit_id desc
