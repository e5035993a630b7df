-- Who lives where, and, apart from it, who they are?
create table operational.people (
    person_id integer primary key,
    commune_id text not null references operational.communes,
    hamlet_id integer references operational.hamlets,
    household_id integer not null,
    home_lon double precision,
    home_lat double precision,
    birth_year smallint not null,
    sex text not null check (sex in ('female', 'male')),
    agency_id integer references operational.agencies,
    priority_group text,
    has_smartphone boolean
);
create index on operational.people (commune_id);
create index on operational.people (household_id);
create index on operational.people (agency_id) where agency_id is not null;

create table operational.identities (
    person_id integer primary key references operational.people,
    full_name text not null,
    phone text,
    card_number text,
    address text
);
