-- Who is let in, and who looked at whom?
-- Whom the province lets in, by the address their OpenID provider vouches for.
create table ledger.viewers (
    email text primary key check (email = lower(email)),
    display_name text not null,
    role text not null
    check (role in ('leader', 'epidemiologist', 'district_official')),
    district_ids text[] not null default '{}',
    check ((role = 'district_official') = (cardinality(district_ids) > 0))
);
grant select on ledger.viewers to dashboard_ledger;

-- Every look at person-level data. The dashboard can add to it and nothing else.
create table ledger.access_log (
    access_id bigint generated always as identity primary key,
    looked_at timestamptz not null default ledger.present(),
    viewer text not null,
    role text not null,
    question text not null,
    reason text not null,
    person_count integer not null check (person_count >= 0),
    person_ids integer[] not null default '{}'
);
grant insert on ledger.access_log to dashboard_ledger;
