-- Which lists did the system propose, how far is each, and for how many communes?
--
-- One row per list that nobody dismissed, the latest case first; of a district, the
-- lists that name people there, and how many of them.
-- Parameters: district_id text or null, most integer
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
left outer join ledger.dismissed_lists
    on proposed_lists.case_id = dismissed_lists.case_id
left outer join ledger.proposed_contacts as contacts
    on
        proposed_lists.case_id = contacts.case_id
        and (
            %(district_id)s::text is null
            or contacts.district_id = %(district_id)s
        )
where
    dismissed_lists.case_id is null
    and (%(district_id)s::text is null or contacts.person_id is not null)
group by
    proposed_lists.case_id,
    confirmed_lists.case_id
order by
    proposed_lists.found_at desc,
    proposed_lists.case_id desc
limit %(most)s
