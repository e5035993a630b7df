-- How often was each checkpoint's QR code scanned, hour by hour?
-- Day by day for real, as place_days is: a question about one week reads that week.
create view contract.checkpoint_hours with (security_barrier) as
select
    stands.checkpoint_id,
    calendar.scan_date,
    scanned.scan_hour,
    scanned.scan_count
from (
    select midnights.midnight::date as scan_date
    from generate_series(
        date '2020-01-01', current_date + 1, interval '1 day'
    ) as midnights (midnight)
) as calendar
cross join
    lateral (
        select
            check_ins.place_id,
            extract(
                hour from check_ins.scanned_at at time zone 'Asia/Ho_Chi_Minh'
            )::integer as scan_hour,
            count(*) as scan_count
        from operational.check_ins
        where
            check_ins.scanned_at
            >= calendar.scan_date::timestamp at time zone 'Asia/Ho_Chi_Minh'
            and check_ins.scanned_at
            < (calendar.scan_date + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh'
            and check_ins.withdrawn_at is null
            and check_ins.place_id in (
                select checkpoints.place_id from operational.checkpoints
            )
        group by check_ins.place_id, scan_hour
    ) as scanned
inner join operational.checkpoints as stands on scanned.place_id = stands.place_id
where
    (select contract.has_right('see_aggregates'))
    and stands.commune_id in (
        select communes.commune_id
        from operational.communes
        where contract.in_scope(communes.district_id, (select contract.own_districts()))
    );
