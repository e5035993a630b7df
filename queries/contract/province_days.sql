-- How many people of the whole province had done what was asked, day by day?
-- Sums over the province, for every viewer: a district reads its own figures
-- beside them, and nothing of another district can be told from them.
create view contract.province_days with (security_barrier) as
with

latest as (
    select max(feeds.last_loaded_at) as loaded_at
    from operational.feeds
),

known_communes as (
    select
        communes.commune_id,
        communes.smartphone_owner_count
    from operational.communes
    where exists (
        select 1
        from operational.people
        where people.commune_id = communes.commune_id
    )
),

known_agencies as (
    select
        agencies.agency_id,
        agencies.head_count
    from operational.agencies
    where exists (
        select 1
        from operational.people
        where people.agency_id = agencies.agency_id
    )
),

-- 18 years and over by year of birth, in the year of the latest load.
adults as (
    select people.person_id
    from operational.people
    where people.birth_year <= (
        select date_part('year', latest.loaded_at at time zone 'Asia/Ho_Chi_Minh')
        from latest
    ) - 18
),

steps as (
    select
        'installed' as figure,
        app_installs.installed_at as done_at
    from operational.app_installs
    inner join operational.people on app_installs.person_id = people.person_id
    inner join known_communes on people.commune_id = known_communes.commune_id
    where known_communes.smartphone_owner_count is not null
    union all
    select
        'officials_installed' as figure,
        app_installs.installed_at as done_at
    from operational.app_installs
    inner join operational.people on app_installs.person_id = people.person_id
    where people.agency_id is not null
    union all
    select
        'adults_dose1' as figure,
        min(vaccine_doses.injected_at) as done_at
    from operational.vaccine_doses
    inner join adults on vaccine_doses.person_id = adults.person_id
    group by vaccine_doses.person_id
    union all
    select
        'adults_dose2' as figure,
        min(vaccine_doses.injected_at) as done_at
    from operational.vaccine_doses
    inner join adults on vaccine_doses.person_id = adults.person_id
    where contract.is_final_dose(vaccine_doses.dose_number, vaccine_doses.vaccine)
    group by vaccine_doses.person_id
),

wholes as (
    select
        'installed' as figure,
        sum(known_communes.smartphone_owner_count) as whole_count
    from known_communes
    union all
    select
        'officials_installed' as figure,
        sum(known_agencies.head_count) as whole_count
    from known_agencies
    union all
    select
        adult_figures.figure,
        count(*) as whole_count
    from adults
    cross join (
        values ('adults_dose1'), ('adults_dose2')
    ) as adult_figures (figure)
    group by adult_figures.figure
),

days as (
    select
        steps.figure,
        (steps.done_at at time zone 'Asia/Ho_Chi_Minh')::date as on_date,
        count(*) as day_count
    from steps
    group by steps.figure, on_date
)

select
    days.figure,
    days.on_date,
    wholes.whole_count,
    sum(days.day_count) over (
        partition by days.figure
        order by days.on_date
    )::bigint as person_count
from days
inner join wholes on days.figure = wholes.figure
where (select contract.has_right('see_aggregates'))
union all
-- Whoever declared twice counts once: this one is of the latest seven days alone.
select
    'declared_in_week' as figure,
    (latest.loaded_at at time zone 'Asia/Ho_Chi_Minh')::date as on_date,
    (select count(*) from operational.people) as whole_count,
    count(distinct health_declarations.person_id) as person_count
from latest
inner join operational.health_declarations
    on
        latest.loaded_at >= health_declarations.declared_at
        and latest.loaded_at - interval '7 days' < health_declarations.declared_at
where (select contract.has_right('see_aggregates'))
group by latest.loaded_at;
