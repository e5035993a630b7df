-- Who wrote this, and when, as the database knows it and no caller says?
-- From here on each file is a change of a ledger that may be years old: it is run
-- once, in the order of the numbers, and running it again changes nothing.

-- Only the owner of a database says that its province is simulated, with a clock of
-- its own. Everywhere else the time is the server's, whatever a transaction sets.
create table if not exists ledger.simulated (
    is_simulated boolean primary key check (is_simulated)
);

create or replace function ledger.present() returns timestamptz
language sql volatile security definer
set search_path = pg_catalog as $$
    select coalesce(
        case
            when exists (select from ledger.simulated)
                then nullif(current_setting('dashboard.now', true), '')::timestamptz
        end,
        clock_timestamp()
    )
$$;

-- Whose transaction is this, and in which role do they act? Nobody's writes nothing.
create or replace function ledger.viewer() returns text
language sql stable as $$
    select nullif(current_setting('dashboard.viewer', true), '')
$$;
create or replace function ledger.viewer_role() returns text
language sql stable as $$
    select nullif(current_setting('dashboard.role', true), '')
$$;

alter table ledger.access_log
alter column viewer set default ledger.viewer(),
alter column role set default ledger.viewer_role();
revoke insert on ledger.access_log from dashboard_ledger;
grant insert (question, reason, person_count, person_ids)
on ledger.access_log to dashboard_ledger;

alter table ledger.zones alter column proposed_by set default ledger.viewer();
revoke insert, update on ledger.zones from dashboard_ledger;
grant insert (
    zone_name, district_id, commune_id, outline, area_m2, resident_count,
    household_count, f0_count, f1_count, place_count, reason, data_time, traced_with,
    households_revision
) on ledger.zones to dashboard_ledger;
grant update (
    status, outline, area_m2, resident_count, household_count, f0_count, f1_count,
    place_count, decision_number, lead_agency, guard_post_count, starts_at,
    planned_end_at, revision, households_revision
) on ledger.zones to dashboard_ledger;

alter table ledger.zone_events alter column changed_by set default ledger.viewer();
revoke insert on ledger.zone_events from dashboard_ledger;
grant insert (
    zone_id, district_id, status, outline, released_outline, released_resident_count,
    released_household_count, area_m2, resident_count, household_count, f0_count,
    f1_count, place_count, decision_number, lead_agency, guard_post_count, starts_at,
    planned_end_at, data_time, valid_from, reason
) on ledger.zone_events to dashboard_ledger;

alter table ledger.follow_up_events
alter column recorded_by set default ledger.viewer();
revoke insert (recorded_by) on ledger.follow_up_events from dashboard_ledger;

alter table ledger.window_edits alter column edited_by set default ledger.viewer();
revoke insert on ledger.window_edits from dashboard_ledger;
grant insert (
    case_id, district_id, old_from, old_until, new_from, new_until, reason, preset,
    data_time
) on ledger.window_edits to dashboard_ledger;

alter table ledger.call_assignments
alter column assigned_by set default ledger.viewer();
revoke insert (assigned_by) on ledger.call_assignments from dashboard_ledger;

alter table ledger.confirmed_lists
alter column confirmed_by set default ledger.viewer();
revoke insert (confirmed_by) on ledger.confirmed_lists from dashboard_ledger;

alter table ledger.dismissed_lists
alter column dismissed_by set default ledger.viewer();
revoke insert (dismissed_by) on ledger.dismissed_lists from dashboard_ledger;

alter table ledger.interviews alter column recorded_by set default ledger.viewer();
revoke insert (recorded_by) on ledger.interviews from dashboard_ledger;
