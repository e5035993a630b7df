-- Which infectious windows of cases did somebody change, from what, and why?
-- Every edit stays: the dashboard adds to it and changes nothing. An unknown
-- end (not isolated yet) is null.
create table ledger.window_edits (
    edit_id bigint generated always as identity primary key,
    case_id text not null,
    district_id text not null,
    old_from timestamptz not null,
    old_until timestamptz,
    new_from timestamptz not null,
    new_until timestamptz,
    reason text not null check (trim(reason) <> ''),
    preset text not null,
    data_time timestamptz not null,
    edited_by text not null,
    edited_at timestamptz not null default ledger.present(),
    check (
        new_from <> old_from
        or new_until is distinct from old_until
    )
);
create index window_edits_by_case on ledger.window_edits (case_id);
alter table ledger.window_edits enable row level security;
create policy window_edits_in_scope on ledger.window_edits
to dashboard_ledger
using (
    contract.has_right('trace_contacts')
    and contract.in_scope(district_id)
)
with check (
    contract.has_right('trace_contacts')
    and contract.in_scope(district_id)
);
grant select, insert on ledger.window_edits to dashboard_ledger;
