-- Which number does the report get that takes the place of this one?
--
-- The same report, of the person named now, or withdrawn; none where somebody else
-- has replaced it meanwhile, or it is not of the viewer's districts.
-- Parameters: interview_id integer, person_id integer (null: as before),
--   is_withdrawn boolean
insert into ledger.interviews (
    replaces_id,
    is_withdrawn,
    case_id,
    case_person_id,
    district_id,
    person_id,
    named,
    phone,
    lives,
    place,
    relation,
    met_at,
    parted_at
)
select
    earlier.interview_id,
    %(is_withdrawn)s, -- noqa: AL03
    earlier.case_id,
    earlier.case_person_id,
    earlier.district_id,
    coalesce(%(person_id)s, earlier.person_id), -- noqa: AL03
    earlier.named,
    earlier.phone,
    earlier.lives,
    earlier.place,
    earlier.relation,
    earlier.met_at,
    earlier.parted_at
from ledger.interviews as earlier
where earlier.interview_id = %(interview_id)s
on conflict (replaces_id) do nothing
returning interview_id
