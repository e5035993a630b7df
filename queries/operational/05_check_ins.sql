-- Who scanned the QR code of which place, and when?
create table operational.places (
    place_id integer primary key,
    place_name text not null,
    place_kind text not null check (
        place_kind in (
            'food', 'market', 'shop', 'office', 'factory', 'school', 'clinic',
            'worship', 'vaccination_site', 'checkpoint', 'other'
        )
    ),
    commune_id text not null references operational.communes,
    lon double precision not null,
    lat double precision not null,
    is_indoor boolean,
    opens_at time,
    closes_at time,
    registered_at timestamptz,
    -- Of a site with several codes, such as the lines of a factory.
    site_id integer,
    site_name text,
    code_label text,
    check (num_nulls(site_id, site_name, code_label) in (0, 3))
);
create index on operational.places (commune_id);
create index on operational.places (site_id) where site_id is not null;

-- The big table: one partition a Vietnamese day, so that old days are dropped
-- whole (the law keeps check-ins for a limited time) and today's stay small.
-- Ids are not references: a scan of an unknown person or place is a fact to
-- show, not a row to refuse. `received_at` says when the scan reached the
-- server, so that late ones can be asked for; a withdrawn scan stays, marked, and
-- nothing else about a scan ever changes: a correction withdraws it and adds one.
create table operational.check_ins (
    check_in_id bigint not null,
    person_id integer not null,
    place_id integer not null,
    scanned_at timestamptz not null,
    left_at timestamptz,
    received_at timestamptz not null,
    withdrawn_at timestamptz
) partition by range (scanned_at);
create index on operational.check_ins (person_id, scanned_at);
create index on operational.check_ins (place_id, scanned_at);
create index on operational.check_ins using brin (
    greatest(received_at, withdrawn_at)
) with (autosummarize = on);
create table operational.check_ins_other partition of operational.check_ins default;

create function operational.add_check_in_day(day date) returns void
language plpgsql as $$
begin
    execute format(
        'create table if not exists operational.check_ins_%s '
        'partition of operational.check_ins for values from (%L) to (%L)',
        to_char(day, 'YYYYMMDD'),
        day::timestamp at time zone 'Asia/Ho_Chi_Minh',
        (day + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh'
    );
end
$$;
