-- Which lists did the system propose, how far is each, and for how many communes?
--
-- One row per list, the latest first.
-- Parameters: most integer
select
    proposed_lists.case_id,
    proposed_lists.traced_with,
    proposed_lists.data_time,
    proposed_lists.found_at,
    proposed_lists.traced_at,
    proposed_lists.stands_at,
    confirmed_lists.confirmed_at,
    confirmed_lists.confirmed_by,
    count(contacts.person_id) as contact_count,
    count(distinct contacts.commune_id) as commune_count
from ledger.proposed_lists
left outer join ledger.confirmed_lists
    on proposed_lists.case_id = confirmed_lists.case_id
left outer join ledger.proposed_contacts as contacts
    on proposed_lists.case_id = contacts.case_id
group by
    proposed_lists.case_id,
    confirmed_lists.case_id
order by
    proposed_lists.stands_at desc,
    proposed_lists.case_id asc
limit %(most)s
