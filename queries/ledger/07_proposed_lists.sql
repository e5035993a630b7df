-- Which lists of contacts did the system make by itself, and who confirmed them?
-- A new case is traced as soon as it is loaded. What was found is proposed, and
-- nothing follows from it until a person confirms it: only then are its people
-- followed up. The stages are by the clock.
create table ledger.proposed_lists (
    case_id text primary key,
    traced_with text not null,
    data_time timestamptz not null,
    found_at timestamptz not null,
    traced_at timestamptz not null check (traced_at >= found_at),
    stands_at timestamptz not null default ledger.present()
);

-- Everybody on such a list, in the commune whose team is to call them.
create table ledger.proposed_contacts (
    case_id text not null references ledger.proposed_lists,
    person_id integer not null,
    commune_id text not null,
    district_id text not null,
    notified_at timestamptz,
    exposed_at timestamptz not null,
    last_exposed_at timestamptz not null check (last_exposed_at >= exposed_at),
    primary key (case_id, person_id)
);

create table ledger.confirmed_lists (
    case_id text primary key references ledger.proposed_lists,
    confirmed_by text not null,
    confirmed_at timestamptz not null default ledger.present()
);

alter table ledger.proposed_lists enable row level security;
create policy proposals_read on ledger.proposed_lists
for select to dashboard_ledger
using (contract.has_right('trace_contacts') and contract.sees_province());
create policy proposals_made on ledger.proposed_lists
for insert to dashboard_ledger
with check (contract.has_right('propose_lists'));
grant select on ledger.proposed_lists to dashboard_ledger;
grant insert (
    case_id, traced_with, data_time, found_at, traced_at
) on ledger.proposed_lists to dashboard_ledger;

alter table ledger.proposed_contacts enable row level security;
create policy proposed_contacts_read on ledger.proposed_contacts
for select to dashboard_ledger
using (contract.has_right('trace_contacts') and contract.sees_province());
create policy proposed_contacts_made on ledger.proposed_contacts
for insert to dashboard_ledger
with check (contract.has_right('propose_lists'));
grant select, insert on ledger.proposed_contacts to dashboard_ledger;

alter table ledger.confirmed_lists enable row level security;
create policy confirmations_read on ledger.confirmed_lists
for select to dashboard_ledger
using (contract.has_right('trace_contacts') and contract.sees_province());
create policy confirmed_by_a_person on ledger.confirmed_lists
for insert to dashboard_ledger
with check (
    contract.has_right('trace_contacts')
    and contract.has_right('record_follow_up')
    and contract.sees_province()
);
grant select on ledger.confirmed_lists to dashboard_ledger;
grant insert (case_id, confirmed_by) on ledger.confirmed_lists to dashboard_ledger;
