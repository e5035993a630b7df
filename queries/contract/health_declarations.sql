-- Who declared their health, when, and what?
create view contract.health_declarations with (security_barrier) as
select
    health_declarations.declaration_id,
    health_declarations.person_id,
    health_declarations.declared_at,
    health_declarations.channel,
    health_declarations.symptoms,
    health_declarations.has_contact,
    health_declarations.has_travelled
from operational.health_declarations
inner join operational.people on health_declarations.person_id = people.person_id
where
    (select contract.has_right('see_aggregates'))
    and people.commune_id in (
        select communes.commune_id
        from operational.communes
        where contract.in_scope(communes.district_id, (select contract.own_districts()))
    );
