-- Whom did the cases name by that moment, where and when did they meet?
--
-- One row per contact that stands: neither withdrawn nor replaced by then. Without
-- names: person_id is that of the register, or, negative, the number of the report
-- of somebody who is not in it.
-- Parameters: known_at timestamptz
select
    interviews.interview_id,
    interviews.case_id,
    interviews.case_person_id,
    interviews.place,
    interviews.relation,
    interviews.met_at,
    interviews.parted_at,
    interviews.recorded_by,
    interviews.recorded_at,
    coalesce(interviews.person_id, -interviews.interview_id) as person_id
from ledger.interviews
where
    not interviews.is_withdrawn
    and interviews.recorded_at <= %(known_at)s
    and not exists (
        select 1
        from ledger.interviews as later
        where
            later.replaces_id = interviews.interview_id
            and later.recorded_at <= %(known_at)s -- noqa: RF02
    )
order by interviews.interview_id
