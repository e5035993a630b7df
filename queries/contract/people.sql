-- Who lives where, without saying who they are?
create view contract.people with (security_barrier) as
select
    person_id,
    commune_id,
    hamlet_id,
    birth_year,
    sex,
    agency_id,
    priority_group,
    has_smartphone
from operational.people
where
    (select contract.has_right('see_aggregates'))
    and commune_id in (
        select communes.commune_id
        from operational.communes
        where contract.in_scope(communes.district_id, (select contract.own_districts()))
    );
