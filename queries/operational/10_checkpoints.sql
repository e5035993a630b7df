-- Which checkpoints stand where, manned by whom, with what equipment?
create table operational.checkpoints (
    checkpoint_id integer primary key,
    checkpoint_name text not null,
    place_id integer not null references operational.places,
    commune_id text not null references operational.communes,
    agency_id integer references operational.agencies,
    opened_at timestamptz not null,
    closed_at timestamptz
);

create table operational.checkpoint_equipment (
    checkpoint_id integer not null references operational.checkpoints,
    equipment_kind text not null check (
        equipment_kind in (
            'camera', 'computer', 'printer', 'qr_reader', 'wifi', 'internet_line',
            'qr_sign'
        )
    ),
    required_count smallint not null,
    installed_count smallint not null,
    working_count smallint not null,
    checked_at timestamptz not null,
    primary key (checkpoint_id, equipment_kind)
);

create table operational.checkpoint_posts (
    checkpoint_id integer not null references operational.checkpoints,
    post_date date not null,
    shift text not null check (shift in ('morning', 'afternoon', 'night')),
    staff_count smallint not null,
    primary key (checkpoint_id, post_date, shift)
);
