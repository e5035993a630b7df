-- How many articles, broadcasts and posts ran, by way, week by week?
--
-- One row per way of the campaign and district (none for the whole province's own): of
-- the 7 whole days before data_time, and of the 7 before those.
-- Parameters: data_time timestamptz
select
    campaign_activities.activity_kind,
    campaign_activities.district_id,
    coalesce(
        sum(campaign_activities.broadcast_count) filter (
            where campaign_activities.activity_date
            >= (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date - 7
        ),
        0
    )::bigint as week_count,
    coalesce(
        sum(campaign_activities.broadcast_count) filter (
            where campaign_activities.activity_date
            < (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date - 7
        ),
        0
    )::bigint as before_count
from contract.campaign_activities
where
    campaign_activities.activity_date
    < (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date
    and campaign_activities.activity_date
    >= (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date - 14
    and (
        campaign_activities.district_id is null
        or contract.in_scope(
            campaign_activities.district_id, (select contract.own_districts())
        )
    )
group by campaign_activities.activity_kind, campaign_activities.district_id
order by campaign_activities.activity_kind, campaign_activities.district_id
