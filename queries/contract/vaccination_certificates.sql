-- Who has a vaccination certificate, and who looked it up?
create view contract.vaccination_certificates with (security_barrier) as
select
    vaccination_certificates.person_id,
    vaccination_certificates.issued_at,
    vaccination_certificates.looked_up_at
from operational.vaccination_certificates
inner join operational.people on vaccination_certificates.person_id = people.person_id
where
    (select contract.has_right('see_aggregates'))
    and people.commune_id in (
        select communes.commune_id
        from operational.communes
        where contract.in_scope(communes.district_id, (select contract.own_districts()))
    );
