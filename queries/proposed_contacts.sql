-- Who is on the list that was proposed for this case?
--
-- One row per person, without names.
-- Parameters: case_id text
select
    proposed_contacts.person_id,
    proposed_contacts.commune_id,
    proposed_contacts.district_id,
    proposed_contacts.notified_at,
    proposed_contacts.exposed_at,
    proposed_contacts.last_exposed_at
from ledger.proposed_contacts
where proposed_contacts.case_id = %(case_id)s
order by
    proposed_contacts.commune_id,
    proposed_contacts.exposed_at,
    proposed_contacts.person_id
