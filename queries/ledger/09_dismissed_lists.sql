-- Which proposed lists did a person dismiss, and why?
-- Nobody on such a list is followed up because of it, and its case is not proposed
-- again. The row stays: who did it, when, and for which reason.
create table ledger.dismissed_lists (
    case_id text primary key references ledger.proposed_lists,
    reason text not null check (trim(reason) <> ''),
    dismissed_by text not null,
    dismissed_at timestamptz not null default ledger.present()
);

-- A list is decided once, confirmed or dismissed: of two who press at once the
-- slower one waits for the other's end, and then adds nothing.
create function ledger.decide_list_once() returns trigger
language plpgsql
set search_path = pg_catalog as $$
begin
    perform pg_advisory_xact_lock(hashtextextended(new.case_id, 0));
    if
        exists (
            select 1
            from ledger.confirmed_lists
            where confirmed_lists.case_id = new.case_id
        )
        or exists (
            select 1
            from ledger.dismissed_lists
            where dismissed_lists.case_id = new.case_id
        )
    then
        return null;
    end if;
    return new;
end
$$;
create trigger confirmed_once
before insert on ledger.confirmed_lists
for each row execute function ledger.decide_list_once();
create trigger dismissed_once
before insert on ledger.dismissed_lists
for each row execute function ledger.decide_list_once();

alter table ledger.dismissed_lists enable row level security;
create policy dismissals_read on ledger.dismissed_lists
for select to dashboard_ledger
using (contract.has_right('trace_contacts') and contract.sees_province());
create policy dismissed_by_a_person on ledger.dismissed_lists
for insert to dashboard_ledger
with check (
    contract.has_right('trace_contacts')
    and contract.has_right('record_follow_up')
    and contract.sees_province()
);
grant select on ledger.dismissed_lists to dashboard_ledger;
grant insert (case_id, reason, dismissed_by)
on ledger.dismissed_lists to dashboard_ledger;
