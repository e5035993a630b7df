-- Which districts, communes, hamlets and agencies make up the province?
create table operational.districts (
    district_id text primary key,
    district_name text not null,
    district_kind text not null
    check (district_kind in ('thành phố', 'thị xã', 'huyện'))
);

create table operational.communes (
    commune_id text primary key,
    district_id text not null references operational.districts,
    commune_name text not null,
    commune_kind text not null check (commune_kind in ('xã', 'phường', 'thị trấn')),
    lon double precision not null,
    lat double precision not null,
    area_km2 double precision not null check (area_km2 > 0),
    population_count integer not null check (population_count >= 0),
    population_source text not null,
    smartphone_owner_count integer check (smartphone_owner_count >= 0),
    smartphone_owner_source text,
    outline jsonb,
    outline_source text
);
create index on operational.communes (district_id);

create table operational.hamlets (
    hamlet_id integer primary key,
    commune_id text not null references operational.communes,
    hamlet_name text not null,
    lon double precision not null,
    lat double precision not null
);
create index on operational.hamlets (commune_id);

create table operational.agencies (
    agency_id integer primary key,
    agency_name text not null,
    agency_kind text not null
    check (agency_kind in ('department', 'union', 'district', 'commune')),
    district_id text references operational.districts,
    commune_id text references operational.communes,
    head_count integer not null check (head_count >= 0)
);
