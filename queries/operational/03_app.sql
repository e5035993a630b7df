-- Who has installed Smart Hải Dương, and when did they last use it?
create table operational.app_installs (
    person_id integer primary key references operational.people,
    installed_at timestamptz not null,
    last_active_at timestamptz
);
create index on operational.app_installs (installed_at);
