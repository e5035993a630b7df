-- How many registered places of each kind are in use in each commune?
--
-- One row per commune of the viewer's scope and kind of place with any registered by
-- data_time: scanned at on the day of data_time, within the 7 days up to it, or not;
-- and what hand counts at their doors of the last 28 days found: visitors, and who
-- of them scanned.
-- Parameters: data_time timestamptz
with

registered as (
    select
        venue_activity.commune_id,
        venue_activity.district_id,
        venue_activity.place_kind,
        count(*) as registered_count,
        count(*) filter (where venue_activity.today_scan_count > 0) as today_count,
        count(*) filter (where venue_activity.week_scan_count > 0) as week_count,
        sum(venue_activity.week_scan_count)::bigint as week_scan_count
    from venue_activity
    where venue_activity.registered_at <= %(data_time)s
    group by
        venue_activity.commune_id,
        venue_activity.district_id,
        venue_activity.place_kind
),

counted as (
    select
        scan_audits.commune_id,
        scan_audits.place_kind,
        sum(scan_audits.visitor_count) as visitor_count,
        sum(scan_audits.scanned_count) as scanned_count
    from contract.scan_audits
    where
        scan_audits.audited_at <= %(data_time)s
        and scan_audits.audited_at > %(data_time)s - interval '28 days'
    group by scan_audits.commune_id, scan_audits.place_kind
)

select
    registered.commune_id,
    registered.district_id,
    registered.place_kind,
    registered.registered_count,
    registered.today_count,
    registered.week_count,
    registered.week_scan_count,
    coalesce(counted.visitor_count, 0)::bigint as visitor_count,
    coalesce(counted.scanned_count, 0)::bigint as scanned_count
from registered
left outer join counted
    on
        registered.commune_id = counted.commune_id
        and registered.place_kind = counted.place_kind
order by registered.commune_id, registered.place_kind
