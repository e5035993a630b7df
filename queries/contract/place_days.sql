-- How often was each place's QR code scanned, day by day?
create view contract.place_days with (security_barrier) as
select
    check_ins.place_id,
    places.commune_id,
    (check_ins.scanned_at at time zone 'Asia/Ho_Chi_Minh')::date as scan_date,
    count(*) as scan_count,
    count(distinct check_ins.person_id) as person_count
from operational.check_ins
inner join operational.places on check_ins.place_id = places.place_id
where
    contract.has_right('see_aggregates')
    and check_ins.withdrawn_at is null
    and places.commune_id in (
        select communes.commune_id
        from operational.communes
        where contract.in_scope(communes.district_id)
    )
group by check_ins.place_id, places.commune_id, scan_date;
