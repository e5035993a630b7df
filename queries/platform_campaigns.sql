-- How many articles, broadcasts and posts ran within a week?
--
-- One row per district, and one without a district for the whole province's own,
-- and days_ago (0, 1, 7) before yesterday, the last whole day: the seven days up to
-- then.
-- Parameters: data_time timestamptz
select
    campaign_activities.district_id,
    back.days_ago,
    null::bigint as whole_count,
    sum(campaign_activities.broadcast_count) as done_count
from (values (0), (1), (7)) as back (days_ago)
inner join contract.campaign_activities
    on
        campaign_activities.activity_date
        <= (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date
        - 1
        - back.days_ago
        and campaign_activities.activity_date
        > (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date
        - 8
        - back.days_ago
where
    campaign_activities.district_id is null
    or contract.in_scope(
        campaign_activities.district_id, (select contract.own_districts())
    )
group by campaign_activities.district_id, back.days_ago
order by campaign_activities.district_id, back.days_ago
