-- What was the app used for in each commune over the last 7 days?
--
-- One row per commune of the viewer's scope: health declarations, tests and
-- vaccination registrations made in the app by its residents, and scans at its
-- places. Uses, not people.
-- Parameters: data_time timestamptz
with

declarations as (
    select
        people.commune_id,
        count(*) as use_count
    from contract.health_declarations
    inner join contract.people
        on health_declarations.person_id = people.person_id
    where
        health_declarations.channel = 'app'
        and health_declarations.declared_at <= %(data_time)s
        and health_declarations.declared_at > %(data_time)s - interval '7 days'
    group by people.commune_id
),

tests as (
    select
        people.commune_id,
        count(*) as use_count
    from contract.provincial_samples
    inner join contract.people
        on provincial_samples.person_id = people.person_id
    where
        provincial_samples.channel = 'app'
        and provincial_samples.taken_at <= %(data_time)s
        and provincial_samples.taken_at > %(data_time)s - interval '7 days'
    group by people.commune_id
),

vaccinations as (
    select
        people.commune_id,
        count(*) as use_count
    from contract.vaccination_registrations
    inner join contract.people
        on vaccination_registrations.person_id = people.person_id
    where
        vaccination_registrations.channel = 'app'
        and vaccination_registrations.registered_at <= %(data_time)s
        and vaccination_registrations.registered_at
        > %(data_time)s - interval '7 days'
    group by people.commune_id
),

scans as (
    select
        place_days.commune_id,
        sum(place_days.scan_count) as use_count
    from contract.place_days
    where
        place_days.scan_date
        <= (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date
        and place_days.scan_date
        > (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date - 7
    group by place_days.commune_id
)

select
    communes.commune_id,
    communes.district_id,
    coalesce(declarations.use_count, 0) as declaration_count,
    coalesce(tests.use_count, 0) as test_count,
    coalesce(vaccinations.use_count, 0) as vaccination_count,
    coalesce(scans.use_count, 0)::bigint as scan_count
from contract.communes
left outer join declarations on communes.commune_id = declarations.commune_id
left outer join tests on communes.commune_id = tests.commune_id
left outer join vaccinations on communes.commune_id = vaccinations.commune_id
left outer join scans on communes.commune_id = scans.commune_id
where contract.in_scope(communes.district_id)
order by communes.commune_id
