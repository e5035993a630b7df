-- Whose electronic health record is linked?
create view contract.health_record_links with (security_barrier) as
select
    health_record_links.person_id,
    health_record_links.linked_at
from operational.health_record_links
inner join operational.people on health_record_links.person_id = people.person_id
where
    (select contract.has_right('see_aggregates'))
    and people.commune_id in (
        select communes.commune_id
        from operational.communes
        where contract.in_scope(communes.district_id, (select contract.own_districts()))
    );
