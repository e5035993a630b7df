-- Which number does this report of a contact get?
--
-- Adds one report, which nobody changes afterwards, and returns its number.
-- Parameters: case_id text, case_person_id integer, district_id text,
--   person_id integer (null: not in the register), named, phone, lives, place,
--   relation text, met_at, parted_at timestamptz
insert into ledger.interviews (
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
values (
    %(case_id)s,
    %(case_person_id)s,
    %(district_id)s,
    %(person_id)s,
    %(named)s,
    %(phone)s,
    %(lives)s,
    %(place)s,
    %(relation)s,
    %(met_at)s,
    %(parted_at)s
)
returning interview_id
