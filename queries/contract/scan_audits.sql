-- Of the visitors counted by hand, how many scanned: audit by audit?
create view contract.scan_audits with (security_barrier) as
select
    scan_audits.audit_id,
    scan_audits.place_id,
    places.place_kind,
    places.commune_id,
    scan_audits.audited_at,
    scan_audits.visitor_count,
    scan_audits.scanned_count
from operational.scan_audits
inner join operational.places on scan_audits.place_id = places.place_id
where
    (select contract.has_right('see_aggregates'))
    and places.commune_id in (
        select communes.commune_id
        from operational.communes
        where contract.in_scope(communes.district_id, (select contract.own_districts()))
    );
