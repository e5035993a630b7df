-- How often were the portal and the app's covid section visited, for what?
create view contract.portal_visits with (security_barrier) as
select
    visit_date,
    channel,
    service,
    visit_count
from operational.portal_visits
where
    (select contract.has_right('see_aggregates'));
