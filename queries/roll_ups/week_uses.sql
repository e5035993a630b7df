-- What did each commune's residents use the app for over the last 7 days?
--
-- One row per commune and use_kind with any: `declaration`, `test` or
-- `vaccination` (registering for it). Uses, not people.
with

uses as (
    select
        health_declarations.person_id,
        'declaration' as use_kind
    from contract.health_declarations
    where
        health_declarations.channel = 'app'
        and health_declarations.declared_at
        <= (select times.data_time from live.times)
        and health_declarations.declared_at
        > (select times.week_ago from live.times)
    union all
    select
        provincial_samples.person_id,
        'test' as use_kind
    from contract.provincial_samples
    where
        provincial_samples.channel = 'app'
        and provincial_samples.taken_at
        <= (select times.data_time from live.times)
        and provincial_samples.taken_at > (select times.week_ago from live.times)
    union all
    select
        vaccination_registrations.person_id,
        'vaccination' as use_kind
    from contract.vaccination_registrations
    where
        vaccination_registrations.channel = 'app'
        and vaccination_registrations.registered_at
        <= (select times.data_time from live.times)
        and vaccination_registrations.registered_at
        > (select times.week_ago from live.times)
)

select
    people.commune_id,
    communes.district_id,
    uses.use_kind,
    count(*) as use_count
from uses
inner join contract.people on uses.person_id = people.person_id
inner join contract.communes on people.commune_id = communes.commune_id
group by people.commune_id, communes.district_id, uses.use_kind
