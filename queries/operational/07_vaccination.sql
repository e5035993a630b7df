-- Who registered, was invited, was injected and certified, and what is in stock?
create table operational.vaccination_registrations (
    person_id integer primary key references operational.people,
    registered_at timestamptz not null,
    channel text not null check (channel in ('app', 'portal', 'paper')),
    priority_group text,
    invited_at timestamptz
);

create table operational.vaccination_sites (
    site_id integer primary key,
    site_name text not null,
    commune_id text not null references operational.communes,
    place_id integer references operational.places
);

-- As the sites entered them: the person may be unknown, a dose twice or out of
-- order. Impossible rows are listed by the dashboard, so they must get in.
create table operational.vaccine_doses (
    dose_id bigint primary key,
    person_id integer not null,
    site_id integer not null references operational.vaccination_sites,
    dose_number smallint not null,
    vaccine text not null,
    injected_at timestamptz not null
);
create index on operational.vaccine_doses (person_id, dose_number);
create index on operational.vaccine_doses (injected_at);

create table operational.vaccination_certificates (
    person_id integer primary key references operational.people,
    issued_at timestamptz not null,
    looked_up_at timestamptz
);

create table operational.vaccine_stock (
    site_id integer not null references operational.vaccination_sites,
    stock_date date not null,
    vaccine text not null,
    allocated_count integer not null,
    received_count integer not null,
    used_count integer not null,
    on_hand_count integer not null,
    primary key (site_id, stock_date, vaccine)
);
