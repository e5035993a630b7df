-- Whom does the province let in under this e-mail address?
--
-- One row or none.
-- Parameters: email text, in lower case
select
    viewers.display_name,
    viewers.role,
    viewers.district_ids
from ledger.viewers
where viewers.email = %(email)s
