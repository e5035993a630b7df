-- Who of this commune or agency has not installed the app?
--
-- One row per person: of a commune, those not known to be without a smartphone;
-- of an agency, all who live in the viewer's districts. Answers only those who
-- may see people and answer for districts of their own, so that nobody reads the
-- whole province's.
-- Parameters: data_time timestamptz, commune_id text (null: by agency),
--   agency_id integer (null: by commune)
select people.person_id
from contract.people
left outer join contract.app_installs
    on
        people.person_id = app_installs.person_id
        and app_installs.installed_at <= %(data_time)s
left outer join contract.agencies
    on people.agency_id = agencies.agency_id
where
    (select contract.has_right('see_people'))
    and not (select contract.sees_province())
    and app_installs.person_id is null
    and (
        (
            people.commune_id = %(commune_id)s::text
            and people.has_smartphone is distinct from false
        )
        or agencies.agency_id = %(agency_id)s::integer
    )
order by people.person_id
