-- What are a person's name, phone, card number and address?
create view contract.identities with (security_barrier) as
select
    identities.person_id,
    identities.full_name,
    identities.phone,
    identities.card_number,
    identities.address
from operational.identities
inner join operational.people on identities.person_id = people.person_id
where
    (select contract.has_right('see_people'))
    and people.commune_id in (
        select communes.commune_id
        from operational.communes
        where contract.in_scope(communes.district_id, (select contract.own_districts()))
    );
