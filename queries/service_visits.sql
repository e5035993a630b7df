-- How often was each service of the portal and the app visited, day by day?
--
-- One row per Vietnamese day of the 28 whole days before data_time, service and
-- channel with visits.
-- Parameters: data_time timestamptz
select
    portal_visits.visit_date,
    portal_visits.service,
    portal_visits.channel,
    portal_visits.visit_count
from contract.portal_visits
where
    portal_visits.visit_date < (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date
    and portal_visits.visit_date
    >= (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date - 28
order by
    portal_visits.visit_date,
    portal_visits.service,
    portal_visits.channel
