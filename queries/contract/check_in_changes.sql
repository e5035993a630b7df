-- When was each scan last added, corrected or withdrawn?
-- Withdrawn scans are here too, and only here. The operational table marks a
-- withdrawal and changes nothing else: a correction withdraws the scan and adds
-- another.
create view contract.check_in_changes with (security_barrier) as
select
    check_ins.check_in_id,
    check_ins.person_id,
    check_ins.place_id,
    check_ins.scanned_at,
    greatest(check_ins.received_at, check_ins.withdrawn_at) as changed_at
from operational.check_ins
where
    (select contract.has_right('trace_contacts'))
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
