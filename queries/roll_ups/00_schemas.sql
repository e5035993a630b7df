-- Where do figures computed ahead lie, as of when, and who may see which of them?
-- Every other file here is the definition of one roll-up: a select over the
-- contract, as of live.data_time(). Each becomes three relations of one name:
--   live.<name>      a view: the figures as they are at this moment
--   rolled_a.<name>  tables: the view's rows as they were at some data time; while
--   rolled_b.<name>  one set is renewed, pages go on reading the other
-- Both answer whoever may see aggregates, who cannot read what they are computed
-- from; rows that are a sample or a record, only who may see people: for the others
-- `doors` counts them, and hands out no row.
-- A question names the relation without a schema, and its transaction's
-- search_path says which it is. All of this is derived: it can be dropped and
-- made anew at any time, and whoever changes a view of the contract does so:
--   drop schema live, rolled_a, rolled_b, roll_ups cascade
do $$
begin
    if not exists (select 1 from pg_roles where rolname = 'dashboard_roller') then
        create role dashboard_roller nologin;
    end if;
    if not pg_has_role(current_user, 'dashboard_roller', 'member') then
        grant dashboard_roller to current_user;
    end if;
end
$$;
grant dashboard_persons to dashboard_roller;

create schema roll_ups authorization dashboard_roller;
create schema rolled_a authorization dashboard_roller;
create schema rolled_b authorization dashboard_roller;
set local role dashboard_roller;
grant usage on schema roll_ups, rolled_a, rolled_b to dashboard_reader;

-- As of when each table was filled, how long that took, and what it holds. Of one
-- set all have the same data_time. `failure` says why the last attempt to renew
-- the set came to nothing; the rows of the time before are then still there.
create table roll_ups.state (
    set_name text not null check (set_name in ('rolled_a', 'rolled_b')),
    relation text not null,
    data_time timestamptz,
    refreshed_at timestamptz,
    seconds double precision,
    row_count bigint,
    failure text,
    primary key (set_name, relation)
);
grant select on roll_ups.state to dashboard_reader;

-- The sets that pages may use: none where the setting dashboard.figures is 'live'.
create view roll_ups.sets as
select
    state.set_name,
    min(state.data_time) as data_time
from roll_ups.state
where current_setting('dashboard.figures', true) is distinct from 'live'
group by state.set_name
having count(*) = count(state.data_time);
grant select on roll_ups.sets to dashboard_reader;

-- Which schema holds the figures of this time?
create function roll_ups.schema_of(figures_time timestamptz) returns text
language sql stable as $$
    select coalesce(
        (select max(sets.set_name) from roll_ups.sets where sets.data_time = figures_time),
        'live'
    )
$$;

-- Which districts may this transaction see?
create function roll_ups.own_districts() returns text[]
language sql stable as $$
    select array(
        select districts.district_id
        from contract.districts
        where contract.in_scope(
            districts.district_id, (select contract.own_districts())
        )
    )
$$;
reset role;
