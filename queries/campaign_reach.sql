-- How often did each way of the campaign reach each commune within 28 days?
--
-- One row per commune of the viewer's scope: broadcasts of its own loudspeakers and of
-- its district's radio in the 7 whole days before data_time and in the 21 before those,
-- and the last day of each.
-- Parameters: data_time timestamptz
with

activities as (
    select
        campaign_activities.activity_kind,
        campaign_activities.district_id,
        campaign_activities.commune_id,
        campaign_activities.activity_date,
        campaign_activities.broadcast_count,
        campaign_activities.activity_date
        >= (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date - 7 as is_of_week
    from contract.campaign_activities
    where
        campaign_activities.activity_date
        < (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date
        and campaign_activities.activity_date
        >= (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date - 28
),

loudspeakers as (
    select
        activities.commune_id,
        sum(activities.broadcast_count) filter (
            where activities.is_of_week
        ) as week_count,
        max(activities.activity_date) as last_date
    from activities
    where activities.activity_kind = 'commune_loudspeaker'
    group by activities.commune_id
),

radio as (
    select
        activities.district_id,
        sum(activities.broadcast_count) filter (
            where activities.is_of_week
        ) as week_count
    from activities
    where activities.activity_kind = 'district_radio'
    group by activities.district_id
)

select
    communes.commune_id,
    communes.district_id,
    coalesce(loudspeakers.week_count, 0)::bigint as loudspeaker_count,
    coalesce(radio.week_count, 0)::bigint as radio_count,
    (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date
    - loudspeakers.last_date as loudspeaker_days
from contract.communes
left outer join loudspeakers on communes.commune_id = loudspeakers.commune_id
left outer join radio on communes.district_id = radio.district_id
where contract.in_scope(communes.district_id, (select contract.own_districts()))
order by communes.commune_id
