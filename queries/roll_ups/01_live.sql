-- As of when does a transaction ask for figures?
-- Here lie the views that compute every roll-up at this moment.
create schema live authorization dashboard_roller;
set local role dashboard_roller;
grant usage on schema live to dashboard_reader;

create function live.data_time() returns timestamptz
language sql stable parallel safe as $$
    select current_setting('dashboard.data_time')::timestamptz
$$;

-- Ask it in a scalar subquery: that is computed once, not once a row.
create view live.times as
select
    asked.data_time,
    asked.data_time - interval '1 day' as day_ago,
    asked.data_time - interval '7 days' as week_ago,
    (asked.data_time at time zone 'Asia/Ho_Chi_Minh')::date as on_date,
    (asked.data_time at time zone 'Asia/Ho_Chi_Minh')::date - 27 as first_scan_date
from (select live.data_time() as data_time) as asked;
grant select on live.times to dashboard_reader;
reset role;
