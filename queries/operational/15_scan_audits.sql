-- Of the visitors counted by hand at a place, how many scanned its QR code?
create table operational.scan_audits (
    audit_id integer primary key,
    place_id integer not null references operational.places,
    audited_at timestamptz not null,
    visitor_count integer not null check (visitor_count >= 0),
    scanned_count integer not null check (scanned_count >= 0)
);
