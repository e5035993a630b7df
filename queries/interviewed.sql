-- What did the cases say of these people, who are not in the register?
--
-- One row per number asked for, of the latest report: name, phone, where they live.
-- The page asks only after writing the look and its reason into the ledger.
-- Parameters: person_ids integer[] (negative: see interviews)
select distinct on (numbered.person_id)
    numbered.person_id,
    numbered.named as full_name,
    numbered.phone,
    numbered.lives as address
from (
    select
        interviews.interview_id,
        interviews.named,
        interviews.phone,
        interviews.lives,
        coalesce(interviews.person_id, -interviews.interview_id) as person_id
    from ledger.interviews
    where (select contract.has_right('see_people'))
) as numbered
where numbered.person_id = any(%(person_ids)s)
order by numbered.person_id asc, numbered.interview_id desc
