-- Who is isolated, where and since when?
create view contract.isolations with (security_barrier) as
select
    isolations.isolation_id,
    isolations.person_id,
    isolations.isolation_kind,
    isolations.reason,
    isolations.isolated_at,
    isolations.released_at
from operational.isolations
inner join operational.people on isolations.person_id = people.person_id
where
    (select contract.has_right('trace_contacts'))
    and people.commune_id in (
        select communes.commune_id
        from operational.communes
        where contract.in_scope(communes.district_id, (select contract.own_districts()))
    );
