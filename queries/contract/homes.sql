-- Where exactly does each person live, and with whom?
create view contract.homes with (security_barrier) as
select
    person_id,
    household_id,
    hamlet_id,
    commune_id,
    home_lon,
    home_lat
from operational.people
where
    (select contract.has_right('trace_contacts'))
    and commune_id in (
        select communes.commune_id
        from operational.communes
        where contract.in_scope(communes.district_id, (select contract.own_districts()))
    );
