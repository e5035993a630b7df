-- When did each commune last report anything of each kind?
--
-- One row per commune of the viewer's scope: whether anybody declared in the last 24
-- hours, and the last day with a helper's shift, a checkpoint's staff, a loudspeaker's
-- broadcast and an assessment of "four on the spot"; none where there was none, and
-- whether it has an open checkpoint at all.
-- Parameters: data_time timestamptz
with

declared as (
    select commune_declarations.commune_id
    from commune_declarations
    where commune_declarations.day_count > 0
),

shifts as (
    select
        support_shifts.commune_id,
        max(support_shifts.shift_date) as last_date
    from contract.support_shifts
    group by support_shifts.commune_id
),

stands as (
    select
        checkpoints.commune_id,
        max(checkpoint_posts.post_date) as last_date
    from contract.checkpoints
    left outer join contract.checkpoint_posts
        on checkpoints.checkpoint_id = checkpoint_posts.checkpoint_id
    where
        checkpoints.opened_at <= %(data_time)s
        and (
            checkpoints.closed_at is null
            or checkpoints.closed_at > %(data_time)s
        )
    group by checkpoints.commune_id
),

broadcasts as (
    select
        campaign_activities.commune_id,
        max(campaign_activities.activity_date) as last_date
    from contract.campaign_activities
    where campaign_activities.commune_id is not null
    group by campaign_activities.commune_id
),

assessments as (
    select
        commune_readiness.commune_id,
        max(commune_readiness.assessed_date) as last_date
    from contract.commune_readiness
    group by commune_readiness.commune_id
)

select
    communes.commune_id,
    communes.district_id,
    declared.commune_id is not null as has_declared,
    stands.commune_id is not null as has_checkpoint,
    (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date
    - shifts.last_date as shift_days,
    (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date
    - stands.last_date as post_days,
    (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date
    - broadcasts.last_date as broadcast_days,
    (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date
    - assessments.last_date as assessment_days
from contract.communes
left outer join declared on communes.commune_id = declared.commune_id
left outer join shifts on communes.commune_id = shifts.commune_id
left outer join stands on communes.commune_id = stands.commune_id
left outer join broadcasts on communes.commune_id = broadcasts.commune_id
left outer join assessments on communes.commune_id = assessments.commune_id
where contract.in_scope(communes.district_id, (select contract.own_districts()))
order by communes.commune_id
