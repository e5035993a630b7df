-- Which proposed lists were dismissed, by whom, when and why?
--
-- One row per list, the latest first; of a district, the lists that name people there,
-- and how many of them.
-- Parameters: district_id text or null, most integer
select
    dismissed_lists.case_id,
    dismissed_lists.reason,
    dismissed_lists.dismissed_by,
    dismissed_lists.dismissed_at,
    count(contacts.person_id) as contact_count
from ledger.dismissed_lists
left outer join ledger.proposed_contacts as contacts
    on
        dismissed_lists.case_id = contacts.case_id
        and (
            %(district_id)s::text is null
            or contacts.district_id = %(district_id)s
        )
where %(district_id)s::text is null or contacts.person_id is not null
group by dismissed_lists.case_id
order by
    dismissed_lists.dismissed_at desc,
    dismissed_lists.case_id desc
limit %(most)s
