-- Which communes have stopped declaring?
--
-- One row per commune of the viewer's scope: declarations of the last 24 hours,
-- of the 24 hours before, and of the seven days before those.
-- Parameters: data_time timestamptz
with

declared as (
    select
        people.commune_id,
        count(*) filter (
            where health_declarations.declared_at
            > %(data_time)s - interval '1 day'
        ) as day_count,
        count(*) filter (
            where health_declarations.declared_at
            <= %(data_time)s - interval '1 day'
            and health_declarations.declared_at
            > %(data_time)s - interval '2 days'
        ) as day_before_count,
        count(*) filter (
            where health_declarations.declared_at
            <= %(data_time)s - interval '1 day'
        ) as week_before_count
    from contract.health_declarations
    inner join contract.people
        on health_declarations.person_id = people.person_id
    where
        health_declarations.declared_at <= %(data_time)s
        and health_declarations.declared_at > %(data_time)s - interval '8 days'
    group by people.commune_id
)

select
    communes.commune_id,
    communes.district_id,
    coalesce(declared.day_count, 0) as day_count,
    coalesce(declared.day_before_count, 0) as day_before_count,
    coalesce(declared.week_before_count, 0) as week_before_count
from contract.communes
left outer join declared on communes.commune_id = declared.commune_id
where contract.in_scope(communes.district_id)
order by communes.commune_id
