-- Who is told by e-mail?
--
-- One row per role and districts of viewers whose identity is an address.
select distinct
    viewers.role,
    viewers.district_ids
from ledger.viewers
where viewers.email ~ '^[^@\s,;<>]+@[^@\s,;<>]+$'
order by
    viewers.role,
    viewers.district_ids
