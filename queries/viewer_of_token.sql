-- In whose name, and for what, does this token ask?
--
-- One row, or none where it is unknown, struck, over, or its viewer no longer listed.
-- Parameters: digest bytea
select
    viewers.display_name,
    viewers.role,
    viewers.district_ids,
    tokens.purpose
from ledger.tokens
inner join ledger.viewers on tokens.email = viewers.email
where
    tokens.token_hash = %(digest)s
    and tokens.struck_at is null
    and tokens.over_at > clock_timestamp()
