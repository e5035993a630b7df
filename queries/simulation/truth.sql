-- Who really infected whom, where and when, in the simulated province?
-- The dashboard's role cannot read this schema: it is for judging a trace.
create schema truth;

create table truth.infections (
    infectee_id integer primary key references operational.people,
    infector_id integer references operational.people,
    setting text not null check (
        setting in ('seed', 'place', 'household', 'arrival')
    ),
    place_id integer references operational.places,
    infected_at timestamptz not null,
    infectious_at timestamptz not null,
    onset_at timestamptz,
    recovered_at timestamptz not null
);

-- Where people really were, recorded or not, around the outbreak's people.
create table truth.stays (
    person_id integer not null,
    place_id integer not null,
    arrived_at timestamptz not null,
    left_at timestamptz not null
);
create index on truth.stays (place_id, arrived_at);
