-- Who declared their health electronically, when, and what did they declare?
create table operational.health_declarations (
    declaration_id bigint primary key,
    person_id integer not null references operational.people,
    declared_at timestamptz not null,
    channel text not null check (channel in ('app', 'portal', 'paper')),
    symptoms text[] not null default '{}',
    has_contact boolean,
    has_travelled boolean
);
create index on operational.health_declarations (declared_at);
create index on operational.health_declarations (person_id, declared_at);
