-- Who is the viewer, and when is it, as the signature of their transaction says?
-- What a policy asks of the scope is asked in subqueries: once, and not once a row.
create or replace function ledger.present() returns timestamptz
language sql volatile security definer
set search_path = pg_catalog as $$
    select coalesce(
        case
            when exists (select from ledger.simulated)
                then nullif(scope.setting('now'), '')::timestamptz
        end,
        clock_timestamp()
    )
$$;
create or replace function ledger.viewer() returns text
language sql stable as $$
    select nullif(scope.setting('viewer'), '')
$$;
create or replace function ledger.viewer_role() returns text
language sql stable as $$
    select nullif(scope.setting('role'), '')
$$;

alter policy zones_in_scope on ledger.zones
using (contract.in_scope(district_id, (select contract.own_districts())));
alter policy zone_events_in_scope on ledger.zone_events
using (contract.in_scope(district_id, (select contract.own_districts())));
alter policy follow_up_in_scope on ledger.follow_up_events
using (
    contract.in_scope(district_id, (select contract.own_districts()))
    and (select contract.has_right('see_people'))
);
alter policy window_edits_in_scope on ledger.window_edits
using (
    (select contract.has_right('trace_contacts'))
    and contract.in_scope(district_id, (select contract.own_districts()))
);
alter policy assignments_in_scope on ledger.call_assignments
using (
    contract.in_scope(district_id, (select contract.own_districts()))
    and (select contract.has_right('see_people'))
);
alter policy interviews_in_scope on ledger.interviews
using (
    (select contract.has_right('trace_contacts'))
    and contract.in_scope(district_id, (select contract.own_districts()))
);
alter policy messages_read on ledger.messages
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
                and reader_district_ids <@ contract.own_districts()
            )
        )
    )
);
