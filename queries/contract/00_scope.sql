-- Who is asking, and what may they see?
-- Every transaction of the dashboard sets, for itself alone:
--   dashboard.rights     'see_aggregates,trace_contacts', as the page's viewer holds
--   dashboard.districts  '*' for the whole province, or '288,290'
-- A transaction that sets nothing sees nothing of anybody.
do $$
begin
    if not exists (select 1 from pg_roles where rolname = 'dashboard_reader') then
        create role dashboard_reader nologin;
    end if;
    if not exists (select 1 from pg_roles where rolname = 'dashboard_ledger') then
        create role dashboard_ledger nologin;
    end if;
end
$$;

create schema contract;
grant usage on schema contract to dashboard_reader, dashboard_ledger;

create function contract.has_right(wanted text) returns boolean
language sql stable parallel safe as $$
    select wanted = any(string_to_array(current_setting('dashboard.rights', true), ','))
$$;

create function contract.sees_province() returns boolean
language sql stable parallel safe as $$
    select coalesce(current_setting('dashboard.districts', true) = '*', false)
$$;

create function contract.in_scope(district_id text) returns boolean
language sql stable parallel safe as $$
    select
        contract.sees_province()
        or district_id = any(
            string_to_array(current_setting('dashboard.districts', true), ',')
        )
$$;

-- Does the schedule end with this dose? With the second; with the only one of a
-- vaccine that is given once. Such vaccines are named here, as the sites write them.
create function contract.is_final_dose(dose_number smallint, vaccine text)
returns boolean
language sql immutable parallel safe as $$
    select dose_number >= 2 or vaccine ~* '^(covid-19 vaccine )?(janssen|johnson)'
$$;
