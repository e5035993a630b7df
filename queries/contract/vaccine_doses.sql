-- Which doses were injected, into whom, where and when?
-- A dose belongs to the district where the person lives and to the one where it
-- was given; one of an unknown person shows only where it was given.
create view contract.vaccine_doses with (security_barrier) as
select
    vaccine_doses.dose_id,
    vaccine_doses.person_id,
    vaccine_doses.site_id,
    vaccine_doses.dose_number,
    vaccine_doses.vaccine,
    vaccine_doses.injected_at,
    contract.is_final_dose(
        vaccine_doses.dose_number, vaccine_doses.vaccine
    ) as is_final
from operational.vaccine_doses
inner join operational.vaccination_sites
    on vaccine_doses.site_id = vaccination_sites.site_id
left outer join operational.people on vaccine_doses.person_id = people.person_id
where
    (select contract.has_right('see_aggregates'))
    and (
        people.commune_id in (
            select communes.commune_id
            from operational.communes
            where contract.in_scope(
                communes.district_id, (select contract.own_districts())
            )
        )
        or vaccination_sites.commune_id in (
            select communes.commune_id
            from operational.communes
            where contract.in_scope(
                communes.district_id, (select contract.own_districts())
            )
        )
    );
