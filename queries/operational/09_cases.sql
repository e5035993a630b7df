-- Who is a confirmed case, and who is isolated since when?
create table operational.cases (
    case_id text primary key,
    person_id integer not null references operational.people,
    onset_date date,
    sampled_at timestamptz,
    confirmed_at timestamptz not null,
    reported_at timestamptz not null,
    isolated_at timestamptz
);
create index on operational.cases (person_id);
create index on operational.cases (confirmed_at);

create table operational.isolations (
    isolation_id bigint primary key,
    person_id integer not null references operational.people,
    isolation_kind text not null
    check (isolation_kind in ('hospital', 'centralised', 'home')),
    reason text not null check (reason in ('case', 'f1', 'f2', 'arrival')),
    isolated_at timestamptz not null,
    released_at timestamptz
);
create index on operational.isolations (person_id, isolated_at);
