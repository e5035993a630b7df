-- Which results does the national platform hold?
-- A result whose person it does not know belongs to the province as a whole.
create view contract.national_results with (security_barrier) as
select
    national_results.national_id,
    national_results.sample_code,
    national_results.person_id,
    national_results.taken_at,
    national_results.result,
    national_results.resulted_at,
    national_results.received_at
from operational.national_results
left outer join operational.people on national_results.person_id = people.person_id
where
    (select contract.has_right('see_aggregates'))
    and (
        (select contract.sees_province())
        or people.commune_id in (
            select communes.commune_id
            from operational.communes
            where contract.in_scope(
                communes.district_id, (select contract.own_districts())
            )
        )
    );
