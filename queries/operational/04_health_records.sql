-- Whose electronic health record is linked to the app?
create table operational.health_record_links (
    person_id integer primary key references operational.people,
    linked_at timestamptz not null
);
