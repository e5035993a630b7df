-- What was done on each day of the campaign to have the app installed?
--
-- One row per Vietnamese day with an activity or with guidance, in order. An
-- activity of the whole province counts in every district; one without guidance
-- has 0 hours, and the other way round.
-- Parameters: data_time timestamptz, district_id text (null: all in scope)
with

activities as (
    select
        campaign_activities.activity_date as on_date,
        sum(campaign_activities.broadcast_count) as broadcast_count
    from contract.campaign_activities
    where
        campaign_activities.activity_date
        <= (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date
        and (
            campaign_activities.district_id is null
            or (
                contract.in_scope(
                    campaign_activities.district_id, (select contract.own_districts())
                )
                and campaign_activities.district_id
                = coalesce(
                    %(district_id)s::text, campaign_activities.district_id
                )
            )
        )
    group by campaign_activities.activity_date
),

guidance as (
    select
        support_shifts.shift_date as on_date,
        sum(support_shifts.hours) as guidance_hours,
        sum(support_shifts.done_count) as guided_count
    from contract.support_shifts
    inner join contract.communes
        on support_shifts.commune_id = communes.commune_id
    where
        support_shifts.task = 'install_guidance'
        and support_shifts.shift_date
        <= (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date
        and communes.district_id
        = coalesce(%(district_id)s::text, communes.district_id)
    group by support_shifts.shift_date
)

select
    coalesce(activities.on_date, guidance.on_date) as on_date,
    coalesce(activities.broadcast_count, 0)::bigint as broadcast_count,
    coalesce(guidance.guidance_hours, 0) as guidance_hours,
    coalesce(guidance.guided_count, 0)::bigint as guided_count
from activities
full outer join guidance on activities.on_date = guidance.on_date
order by coalesce(activities.on_date, guidance.on_date)
