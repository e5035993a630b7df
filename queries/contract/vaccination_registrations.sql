-- Who registered for vaccination, and who was invited?
create view contract.vaccination_registrations with (security_barrier) as
select
    vaccination_registrations.person_id,
    vaccination_registrations.registered_at,
    vaccination_registrations.channel,
    vaccination_registrations.priority_group,
    vaccination_registrations.invited_at
from operational.vaccination_registrations
inner join operational.people on vaccination_registrations.person_id = people.person_id
where
    (select contract.has_right('see_aggregates'))
    and people.commune_id in (
        select communes.commune_id
        from operational.communes
        where contract.in_scope(communes.district_id, (select contract.own_districts()))
    );
