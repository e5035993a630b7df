-- Who declared a contact or a symptom within 7 days?
--
-- One row per person, with their last such declaration. Who asks
-- must see people: each row is one.
-- Parameters: data_time timestamptz
select distinct on (health_declarations.person_id)
    health_declarations.person_id,
    people.commune_id,
    communes.district_id,
    health_declarations.declared_at,
    array_to_string(health_declarations.symptoms, ',') as symptoms,
    coalesce(health_declarations.has_contact, false) as has_contact,
    coalesce(health_declarations.has_travelled, false) as has_travelled
from contract.health_declarations
inner join contract.people on health_declarations.person_id = people.person_id
inner join contract.communes on people.commune_id = communes.commune_id
where
    (select contract.has_right('see_people'))
    and health_declarations.declared_at <= %(data_time)s
    and health_declarations.declared_at
    > %(data_time)s::timestamptz - interval '7 days'
    and (
        health_declarations.has_contact
        or cardinality(health_declarations.symptoms) > 0
    )
order by
    health_declarations.person_id asc,
    health_declarations.declared_at desc
