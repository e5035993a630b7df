-- Which list stands now?
--
-- Adds what a trace of a new case found, whole or not at all. One row; none where
-- the case has a list.
-- Parameters: case_id, traced_with text, data_time, found_at, traced_at timestamptz;
--   one per person: person_ids integer[], commune_ids, district_ids text[],
--   notified_ats, exposed_ats, last_exposed_ats timestamptz[]
with

proposed as (

    insert into ledger.proposed_lists (
        case_id,
        traced_with,
        data_time,
        found_at,
        traced_at
    ) values (
        %(case_id)s,
        %(traced_with)s,
        %(data_time)s,
        %(found_at)s,
        %(traced_at)s
    )
    on conflict (case_id) do nothing
    returning case_id

),

contacts as (

    insert into ledger.proposed_contacts (
        case_id,
        person_id,
        commune_id,
        district_id,
        notified_at,
        exposed_at,
        last_exposed_at
    )
    select
        proposed.case_id,
        people.person_id,
        people.commune_id,
        people.district_id,
        people.notified_at,
        people.exposed_at,
        people.last_exposed_at
    from proposed
    cross join
        unnest(
            %(person_ids)s::integer[],
            %(commune_ids)s::text[],
            %(district_ids)s::text[],
            %(notified_ats)s::timestamptz[],
            %(exposed_ats)s::timestamptz[],
            %(last_exposed_ats)s::timestamptz[]
        ) as people (
            person_id,
            commune_id,
            district_id,
            notified_at,
            exposed_at,
            last_exposed_at
        )

)

select proposed.case_id
from proposed
