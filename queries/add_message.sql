-- Which message is new?
--
-- Adds it, with a delivery to each reader that has an address, which is tried for as
-- long as mail servers do (RFC 5321, 4.5.4.1). One row: the new
-- message; none where these readers were told the same before.
-- Parameters: kind, dedup_key, reader_role text, reader_district_ids text[],
--   subject, body text, attachment bytea, attachment_name text or both null,
--   created_at timestamptz
with

added as (

    insert into ledger.messages (
        kind,
        dedup_key,
        reader_role,
        reader_district_ids,
        subject,
        body,
        attachment,
        attachment_name,
        created_at
    ) values (
        %(kind)s,
        %(dedup_key)s,
        %(reader_role)s,
        %(reader_district_ids)s::text[],
        %(subject)s,
        %(body)s,
        %(attachment)s::bytea,
        %(attachment_name)s,
        %(created_at)s
    )
    on conflict (reader_role, reader_district_ids, dedup_key) do nothing
    returning
        message_id,
        reader_role,
        reader_district_ids,
        created_at

),

addressed as (

    insert into ledger.deliveries (
        message_id,
        email,
        next_try_at,
        tried_until
    )
    select
        added.message_id,
        viewers.email,
        added.created_at as next_try_at,
        added.created_at + interval '5 days' as tried_until
    from added
    inner join ledger.viewers
        on
            added.reader_role = viewers.role
            and added.reader_district_ids = viewers.district_ids
    where viewers.email ~ '^[^@\s,;<>]+@[^@\s,;<>]+$'

)

select added.message_id
from added
