-- Which cases have this name, or this phone number?
--
-- One row per case whose person's name has a word that begins with the text,
-- whatever its marks and case, or whose phone contains its digits, whatever
-- stands between them. Names are folded as dashboard/alphabet.py folds the text.
-- The page shows nothing before the look and its reason are in the ledger.
-- Parameters: wanted_name text (folded), wanted_digits text (either may be empty)
with

asked as (

    select
        %(wanted_name)s::text as plain_name,
        regexp_replace(%(wanted_digits)s::text, '\D', '', 'g') as digits

),

named as (

    select
        cases.case_id,
        cases.person_id,
        cases.confirmed_at,
        identities.full_name,
        identities.phone,
        regexp_replace(identities.phone, '\D', '', 'g') as digits,
        regexp_replace(
            lower(
                translate(
                    regexp_replace(
                        normalize(identities.full_name, nfkd), -- noqa: RF02
                        '[\u0300-\u036f]', '', 'g'
                    ),
                    'ĐđÐðƉɖ', 'dddddd'
                )
            ),
            '[\s!-/:-@\[-`{-~\u2010-\u201f]+', ' ', 'g'
        ) as plain_name
    from contract.cases
    inner join contract.identities
        on cases.person_id = identities.person_id
    -- By their numbers: a province's names are a thousand times as many as its cases.
    where identities.person_id = any(
        array(select known.person_id from contract.cases as known)
    )

)

select
    named.case_id,
    named.person_id,
    named.full_name,
    named.phone
from named
cross join asked
where
    (
        asked.plain_name <> ''
        and position(
            ' ' || asked.plain_name in ' ' || named.plain_name
        ) > 0
    )
    or (
        asked.digits <> ''
        and position(asked.digits in named.digits) > 0
    )
order by
    named.confirmed_at desc,
    named.case_id asc
