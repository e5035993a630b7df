-- What was sampled, and what do the two test systems say of it?
-- The province's software "Quản lý xét nghiệm SARS-CoV-2":
create table operational.provincial_samples (
    sample_id bigint primary key,
    sample_code text not null,
    person_id integer not null references operational.people,
    commune_id text not null references operational.communes,
    channel text not null check (channel in ('app', 'portal', 'phone', 'paper')),
    method text not null check (method in ('pcr', 'antigen')),
    pool_size smallint not null default 1 check (pool_size > 0),
    taken_at timestamptz not null,
    result text check (result in ('negative', 'positive', 'invalid')),
    resulted_at timestamptz,
    returned_at timestamptz,
    laboratory text,
    reason text check (reason in ('contact', 'symptoms', 'screening', 'other'))
);
create index on operational.provincial_samples (taken_at);
create index on operational.provincial_samples (person_id);
create index on operational.provincial_samples (sample_code);

-- The national platform, which receives the same samples by their code; what
-- does not match is the two systems' to settle and the dashboard's to show.
create table operational.national_results (
    national_id bigint primary key,
    sample_code text not null,
    person_id integer,
    taken_at timestamptz not null,
    result text check (result in ('negative', 'positive', 'invalid')),
    resulted_at timestamptz,
    received_at timestamptz not null
);
create index on operational.national_results (sample_code);
