-- How often was each place's QR code scanned, day by day?
-- Day by day for real: a question about one week reads that week's partitions
-- and no others. Days before 2020 are wrong clocks.
create view contract.place_days with (security_barrier) as
select
    scanned.place_id,
    places.commune_id,
    calendar.scan_date,
    scanned.scan_count,
    scanned.person_count
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
            count(*) as scan_count,
            count(distinct check_ins.person_id) as person_count
        from operational.check_ins
        where
            check_ins.scanned_at
            >= calendar.scan_date::timestamp at time zone 'Asia/Ho_Chi_Minh'
            and check_ins.scanned_at
            < (calendar.scan_date + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh'
            and check_ins.withdrawn_at is null
        group by check_ins.place_id
    ) as scanned
inner join operational.places on scanned.place_id = places.place_id
where
    (select contract.has_right('see_aggregates'))
    and places.commune_id in (
        select communes.commune_id
        from operational.communes
        where contract.in_scope(communes.district_id, (select contract.own_districts()))
    );
