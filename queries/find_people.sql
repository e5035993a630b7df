-- Who has this name, this phone number or this card number?
--
-- One row per person of the viewer's districts whose name has words that begin
-- with the text, whatever its marks and case, or whose phone or card holds its
-- digits; the first by name. Names are folded as dashboard/alphabet.py folds the
-- text. The page shows nothing before the look and its reason are in the ledger.
-- Parameters: wanted_name text (folded), wanted_digits text (either may be empty),
--   most integer (rows at most)
with

asked as (

    select
        %(wanted_name)s::text as plain_name,
        regexp_replace(%(wanted_digits)s::text, '\D', '', 'g') as digits

),

named as (

    select
        identities.person_id,
        identities.full_name,
        identities.phone,
        identities.address,
        identities.card_number,
        regexp_replace(identities.phone, '\D', '', 'g') as phone_digits,
        regexp_replace(
            lower(
                translate(
                    regexp_replace(
                        normalize(identities.full_name, nfkd), -- noqa: RF02, RF03
                        '[\u0300-\u036f]', '', 'g'
                    ),
                    'ĐđÐðƉɖ', 'dddddd'
                )
            ),
            '[\s!-/:-@\[-`{-~\u2010-\u201f]+', ' ', 'g'
        ) as plain_name
    from contract.identities

)

select
    named.person_id,
    named.full_name,
    named.phone,
    named.address
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
        and (
            position(asked.digits in named.phone_digits) > 0
            or position(asked.digits in named.card_number) > 0
        )
    )
order by
    named.full_name asc,
    named.person_id asc
limit %(most)s
