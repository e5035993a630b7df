-- Whom does a case say that they met?
-- Rows are only ever added. A row may take the place of an earlier one: it names
-- the person whom the case could only describe, joins two reports of one person,
-- or withdraws it. Somebody who is not in the register has the number of the first
-- report of them, negative, until a later row says who it is.
create table ledger.interviews (
    interview_id integer generated always as identity primary key,
    replaces_id integer unique references ledger.interviews (interview_id),
    is_withdrawn boolean not null default false,
    case_id text not null check (trim(case_id) <> ''),
    case_person_id integer not null,
    district_id text not null,
    person_id integer,
    named text not null default '',
    phone text not null default '',
    lives text not null default '',
    place text not null default '',
    relation text not null check (
        relation in (
            'household', 'family', 'friend', 'work', 'school', 'neighbour',
            'service', 'other'
        )
    ),
    met_at timestamptz not null,
    parted_at timestamptz not null,
    recorded_by text not null,
    recorded_at timestamptz not null default ledger.present(),
    check (parted_at > met_at),
    check (met_at <= recorded_at),
    check (person_id is distinct from case_person_id),
    check (person_id is not null or trim(named || phone) <> ''),
    check (not is_withdrawn or replaces_id is not null)
);
create index interviews_by_case on ledger.interviews (case_id);
alter table ledger.interviews enable row level security;
create policy interviews_in_scope on ledger.interviews
to dashboard_ledger
using (
    contract.has_right('trace_contacts')
    and contract.in_scope(district_id)
)
with check (
    contract.has_right('trace_contacts')
    and contract.has_right('see_people')
    and contract.in_scope(district_id)
);
grant select on ledger.interviews to dashboard_ledger;
grant insert (
    replaces_id, is_withdrawn, case_id, case_person_id, district_id, person_id,
    named, phone, lives, place, relation, met_at, parted_at, recorded_by
) on ledger.interviews to dashboard_ledger;
