-- What time is it in the ledger, which holds what the dashboard itself keeps?
--
-- The trial has a clock of its own, which each transaction is told; a province's
-- database has none but the server's.
create schema if not exists ledger;
grant usage on schema ledger to dashboard_ledger;

create function ledger.present() returns timestamptz
language sql volatile as $$
    select coalesce(
        nullif(current_setting('dashboard.now', true), '')::timestamptz,
        clock_timestamp()
    )
$$;
