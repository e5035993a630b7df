-- Which checkpoints are open, who is on duty there, and how many pass and scan?
--
-- One row per open checkpoint of the viewer's scope: staff of yesterday's three shifts
-- (none where nothing was reported), scans of today and of the 7 days up to it, what
-- hand counts of the last 28 days found, and where it stands.
-- Parameters: data_time timestamptz
with

staff as (
    select
        checkpoint_posts.checkpoint_id,
        max(checkpoint_posts.staff_count) filter (
            where checkpoint_posts.shift = 'morning'
        ) as morning_count,
        max(checkpoint_posts.staff_count) filter (
            where checkpoint_posts.shift = 'afternoon'
        ) as afternoon_count,
        max(checkpoint_posts.staff_count) filter (
            where checkpoint_posts.shift = 'night'
        ) as night_count
    from contract.checkpoint_posts
    where
        checkpoint_posts.post_date
        = (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date - 1
    group by checkpoint_posts.checkpoint_id
),

counted as (
    select
        scan_audits.place_id,
        sum(scan_audits.visitor_count)::bigint as visitor_count,
        sum(scan_audits.scanned_count)::bigint as scanned_count
    from contract.scan_audits
    where
        scan_audits.audited_at <= %(data_time)s
        and scan_audits.audited_at > %(data_time)s - interval '28 days'
    group by scan_audits.place_id
)

select
    checkpoints.checkpoint_id,
    checkpoints.checkpoint_name,
    checkpoints.commune_id,
    communes.district_id,
    staff.morning_count,
    staff.afternoon_count,
    staff.night_count,
    venue_activity.today_scan_count,
    venue_activity.week_scan_count,
    places.lon,
    places.lat,
    coalesce(counted.visitor_count, 0) as visitor_count,
    coalesce(counted.scanned_count, 0) as scanned_count
from contract.checkpoints
left outer join contract.places on checkpoints.place_id = places.place_id
inner join contract.communes on checkpoints.commune_id = communes.commune_id
left outer join staff on checkpoints.checkpoint_id = staff.checkpoint_id
left outer join venue_activity on checkpoints.place_id = venue_activity.place_id
left outer join counted on checkpoints.place_id = counted.place_id
where
    checkpoints.opened_at <= %(data_time)s
    and (
        checkpoints.closed_at is null
        or checkpoints.closed_at > %(data_time)s
    )
order by checkpoints.checkpoint_id
