-- Who is asking, and what may they see?
-- Every transaction of the dashboard sets, for itself alone:
--   dashboard.rights     'see_aggregates,trace_contacts', as the page's viewer holds
--   dashboard.districts  '*' for the whole province, or '288,290'
--   dashboard.viewer, dashboard.role, dashboard.reach, dashboard.now
--   dashboard.signature  of all of these and of the transaction's own moment, by a key
--                        that the app and the owner know
-- A transaction that sets nothing sees nothing of anybody, and neither does one whose
-- signature does not fit: a page's own SQL may change a setting, and cannot sign it;
-- what was signed for another transaction, of whoever it was, is worth nothing here.
-- Each reach is a role: dashboard_reader can read no row that is a person's,
-- dashboard_persons can (`zz_reaches.sql` says which), dashboard_ledger writes.
-- This file may run again, over a contract that is another's.
do $$
begin
    if not exists (select 1 from pg_roles where rolname = 'dashboard_reader') then
        create role dashboard_reader nologin;
    end if;
    if not exists (select 1 from pg_roles where rolname = 'dashboard_persons') then
        create role dashboard_persons nologin;
    end if;
    if not exists (select 1 from pg_roles where rolname = 'dashboard_ledger') then
        create role dashboard_ledger nologin;
    end if;
    if not pg_has_role('dashboard_persons', 'dashboard_reader', 'member') then
        grant dashboard_reader to dashboard_persons;
    end if;
end
$$;

create schema if not exists contract;
grant usage on schema contract to dashboard_reader, dashboard_ledger;

-- The key, as the two pads of an HMAC (RFC 2104). Nobody but the owner reads it.
create schema if not exists scope;
grant usage on schema scope to dashboard_reader, dashboard_ledger;
create table if not exists scope.keys (
    is_only boolean primary key default true check (is_only),
    inner_pad bytea not null,
    outer_pad bytea not null
);

-- When did this transaction begin? No other is signed for this microsecond, and no
-- statement can set it.
create or replace function scope.moment() returns text
language sql stable parallel safe
set search_path = pg_catalog as $$
    select (extract(epoch from transaction_timestamp()) * 1000000)::bigint::text
$$;

-- What does this transaction say of itself, if it was signed? Null if it was not.
-- It was signed for one reach: for the role that it acts as. That of people is
-- believed only of who may see people. A login that may become
-- the owner, or the role that computes ahead, reads everything anyhow and needs none.
create or replace function scope.setting(wanted text) returns text
language plpgsql stable parallel safe security definer
set search_path = pg_catalog as $$
declare
    keys scope.keys;
begin
    if
        current_setting('role') = 'dashboard_persons'
        and not coalesce(
            string_to_array(current_setting('dashboard.rights', true), ',')
            && array['see_people', 'trace_contacts'],
            false
        )
    then
        return null;
    end if;
    if pg_has_role(session_user, current_user, 'member') then
        return current_setting('dashboard.' || wanted, true);
    end if;
    if
        to_regrole('dashboard_roller') is not null
        and pg_has_role(session_user, to_regrole('dashboard_roller'), 'member')
    then
        return current_setting('dashboard.' || wanted, true);
    end if;
    select * into keys from scope.keys;
    if
        current_setting('role') = current_setting('dashboard.reach', true)
        and current_setting('dashboard.signature', true) = encode(
            sha256(keys.outer_pad || sha256(keys.inner_pad || convert_to(
                concat_ws(
                    E'\x1f',
                    current_setting('dashboard.reach', true),
                    coalesce(current_setting('dashboard.rights', true), ''),
                    coalesce(current_setting('dashboard.districts', true), ''),
                    coalesce(current_setting('dashboard.viewer', true), ''),
                    coalesce(current_setting('dashboard.role', true), ''),
                    coalesce(current_setting('dashboard.now', true), ''),
                    scope.moment()
                ), 'UTF8'
            ))),
            'hex'
        )
    then
        return current_setting('dashboard.' || wanted, true);
    end if;
    return null;
end
$$;

create or replace function contract.has_right(wanted text) returns boolean
language sql stable parallel safe as $$
    select wanted = any(string_to_array(scope.setting('rights'), ','))
$$;

create or replace function contract.sees_province() returns boolean
language sql stable parallel safe as $$
    select coalesce(scope.setting('districts') = '*', false)
$$;

-- The districts of this transaction; of the whole province, a star.
create or replace function contract.own_districts() returns text[]
language sql stable parallel safe as $$
    select string_to_array(scope.setting('districts'), ',')
$$;

-- Is this district one of those? `own` is `(select contract.own_districts())`, which
-- is checked once a query and not once a row.
create or replace function contract.in_scope(district_id text, own text[])
returns boolean
language sql immutable parallel safe as $$
    select case
        when array[district_id, '*'] && own then true
        when district_id is not null then false
    end
$$;

create or replace function contract.in_scope(district_id text) returns boolean
language sql stable parallel safe as $$
    select contract.in_scope(district_id, contract.own_districts())
$$;

-- Does the schedule end with this dose? With the second; with the only one of a
-- vaccine that is given once. Such vaccines are named here, as the sites write them.
create or replace function contract.is_final_dose(dose_number smallint, vaccine text)
returns boolean
language sql immutable parallel safe as $$
    select dose_number >= 2 or vaccine ~* '^(covid-19 vaccine )?(janssen|johnson)'
$$;
