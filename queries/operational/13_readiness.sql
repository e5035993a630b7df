-- How ready is each commune under "four on the spot" (bốn tại chỗ)?
create table operational.commune_readiness (
    commune_id text not null references operational.communes,
    assessed_date date not null,
    item text not null check (item in ('command', 'forces', 'means', 'logistics')),
    is_ready boolean not null,
    primary key (commune_id, assessed_date, item)
);
