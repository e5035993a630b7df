-- What is told by e-mail, to which readers, and did it go out?
-- A message is for the readers of one role and the same districts (none: the whole
-- province), and its key tells it from every other of theirs: the same is told
-- once. No page writes here: only the process that composes messages may.
create table ledger.messages (
    message_id bigint generated always as identity primary key,
    kind text not null check (
        kind in (
            'daily', 'case_outside', 'zone_ends', 'zone_overdue', 'feed_late',
            'indicator_red'
        )
    ),
    dedup_key text not null,
    reader_role text not null
    check (reader_role in ('leader', 'epidemiologist', 'district_official')),
    reader_district_ids text[] not null,
    subject text not null check (subject <> '' and subject !~ '[\r\n]'),
    body text not null,
    attachment bytea,
    attachment_name text,
    created_at timestamptz not null,
    unique (reader_role, reader_district_ids, dedup_key),
    check ((attachment is null) = (attachment_name is null))
);

-- One row per message and address: each is sent once, and tried until it is.
create table ledger.deliveries (
    message_id bigint not null references ledger.messages (message_id),
    email text not null,
    try_count integer not null default 0 check (try_count >= 0),
    next_try_at timestamptz not null,
    -- Nothing is tried for ever: an address may be dead.
    tried_until timestamptz not null,
    last_error text,
    sent_at timestamptz,
    primary key (message_id, email)
);
create index on ledger.deliveries (next_try_at) where sent_at is null;

-- How each indicator stood when it was last looked at, for whom: it turns red where
-- it was not.
create table ledger.indicator_states (
    reader_role text not null,
    reader_district_ids text[] not null,
    figure text not null,
    status text not null,
    since timestamptz not null,
    primary key (reader_role, reader_district_ids, figure)
);

-- Whoever holds the rights of the readers, for all of their districts, reads along.
alter table ledger.messages enable row level security;
create policy messages_read on ledger.messages
for select to dashboard_ledger
using (
    contract.has_right('write_messages')
    or (
        contract.has_right(
            case reader_role
                when 'leader' then 'see_aggregates'
                when 'district_official' then 'record_follow_up'
                else 'trace_contacts'
            end
        )
        and (
            contract.sees_province()
            or (
                reader_district_ids <> '{}'
                and reader_district_ids <@ string_to_array(
                    current_setting('dashboard.districts', true), ','
                )
            )
        )
    )
);
create policy messages_written on ledger.messages
for insert to dashboard_ledger
with check (contract.has_right('write_messages'));
grant select, insert on ledger.messages to dashboard_ledger;

alter table ledger.deliveries enable row level security;
create policy deliveries_read on ledger.deliveries
for select to dashboard_ledger
using (message_id in (select messages.message_id from ledger.messages));
create policy deliveries_written on ledger.deliveries
for insert to dashboard_ledger
with check (contract.has_right('write_messages'));
create policy deliveries_tried on ledger.deliveries
for update to dashboard_ledger
using (contract.has_right('write_messages'));
grant select, insert on ledger.deliveries to dashboard_ledger;
grant update (
    try_count, next_try_at, last_error, sent_at
) on ledger.deliveries to dashboard_ledger;

alter table ledger.indicator_states enable row level security;
create policy states_of_the_writer on ledger.indicator_states
to dashboard_ledger
using (contract.has_right('write_messages'))
with check (contract.has_right('write_messages'));
grant select, insert, update on ledger.indicator_states to dashboard_ledger;

-- How far did each message go? One row per message. Of those who are no longer
-- among its readers, only what was sent counts: nothing will be any more.
create view ledger.outbox with (security_invoker = true) as
with

counted as (

    select
        messages.message_id,
        count(deliveries.email) as address_count,
        count(deliveries.sent_at) as sent_count,
        max(deliveries.sent_at) as sent_at,
        max(deliveries.tried_until) as tried_until,
        max(deliveries.last_error) filter (
            where deliveries.sent_at is null
        ) as last_error
    from ledger.messages
    left outer join ledger.deliveries
        on
            messages.message_id = deliveries.message_id
            and (
                deliveries.sent_at is not null
                or exists (
                    select
                    from ledger.viewers
                    where
                        viewers.email = deliveries.email
                        and viewers.role = messages.reader_role
                        and viewers.district_ids = messages.reader_district_ids
                )
            )
    group by messages.message_id

)

select
    counted.message_id,
    counted.address_count,
    counted.sent_count,
    counted.sent_at,
    counted.last_error,
    case
        when counted.address_count = 0 then 'kept'
        when counted.sent_count = counted.address_count then 'sent'
        when counted.tried_until <= ledger.present() then 'lapsed'
        when counted.last_error is not null then 'failing'
        else 'waiting'
    end as state
from counted;
grant select on ledger.outbox to dashboard_ledger;
