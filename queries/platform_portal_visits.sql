-- How often were the portal and the app's covid section visited on a whole day?
--
-- One row per days_ago (0, 1, 7) before yesterday, the last whole day, where the
-- log has that day; of the whole province.
-- Parameters: data_time timestamptz
select
    null::text as district_id,
    back.days_ago,
    null::bigint as whole_count,
    sum(portal_visits.visit_count) as done_count
from (values (0), (1), (7)) as back (days_ago)
inner join contract.portal_visits
    on
        portal_visits.visit_date
        = (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date
        - 1
        - back.days_ago
group by back.days_ago
order by back.days_ago
