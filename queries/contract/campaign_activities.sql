-- Which campaign activities ran, when and where?
create view contract.campaign_activities with (security_barrier) as
select
    activity_id,
    activity_date,
    activity_kind,
    district_id,
    commune_id,
    broadcast_count
from operational.campaign_activities
where
    (select contract.has_right('see_aggregates'));
