-- Who guides installation and enters data, in which shifts, and what got done?
create table operational.support_workers (
    worker_id integer primary key,
    worker_kind text not null
    check (worker_kind in ('technology_team', 'teacher', 'union_member', 'student')),
    commune_id text not null references operational.communes
);

create table operational.support_shifts (
    worker_id integer not null references operational.support_workers,
    shift_date date not null,
    commune_id text not null references operational.communes,
    task text not null
    check (task in ('install_guidance', 'test_entry', 'vaccination_entry')),
    hours double precision not null check (hours > 0),
    done_count integer not null check (done_count >= 0),
    primary key (worker_id, shift_date, task)
);
