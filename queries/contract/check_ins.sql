-- Who scanned which place's QR code, and when?
-- Scans of unknown people and places are here too, for the province's tracers:
-- they are counted and shown, never dropped in silence.
create view contract.check_ins with (security_barrier) as
select
    check_ins.check_in_id,
    check_ins.person_id,
    check_ins.place_id,
    check_ins.scanned_at,
    check_ins.left_at,
    check_ins.received_at
from operational.check_ins
where
    (select contract.has_right('trace_contacts'))
    and check_ins.withdrawn_at is null
    and (
        (select contract.sees_province())
        or check_ins.place_id in (
            select places.place_id
            from operational.places
            inner join operational.communes
                on places.commune_id = communes.commune_id
            where contract.in_scope(
                communes.district_id, (select contract.own_districts())
            )
        )
    );
