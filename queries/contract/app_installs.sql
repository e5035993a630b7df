-- Who has installed the app, and when were they last active?
create view contract.app_installs with (security_barrier) as
select
    app_installs.person_id,
    app_installs.installed_at,
    app_installs.last_active_at
from operational.app_installs
inner join operational.people on app_installs.person_id = people.person_id
where
    (select contract.has_right('see_aggregates'))
    and people.commune_id in (
        select communes.commune_id
        from operational.communes
        where contract.in_scope(communes.district_id, (select contract.own_districts()))
    );
