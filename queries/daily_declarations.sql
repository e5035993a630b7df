-- How many people declared their health on each of the last 15 days?
--
-- One row per Vietnamese day, in order, also without any; the last is the day of
-- data_time. The count up to the same clock time makes an unfinished day
-- comparable with the others.
-- Parameters: data_time timestamptz, district_id text (null: all in scope)
with

days as (
    select midnights.midnight::date as on_date
    from generate_series(
        (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date - 14,
        (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date,
        interval '1 day'
    ) as midnights (midnight)
),

declared as (
    select
        health_declarations.person_id,
        (
            health_declarations.declared_at at time zone 'Asia/Ho_Chi_Minh'
        )::date as on_date,
        (health_declarations.declared_at at time zone 'Asia/Ho_Chi_Minh')::time
        <= (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::time as is_by_this_time
    from contract.health_declarations
    inner join contract.people
        on health_declarations.person_id = people.person_id
    inner join contract.communes on people.commune_id = communes.commune_id
    where
        health_declarations.declared_at <= %(data_time)s
        and health_declarations.declared_at > %(data_time)s - interval '15 days'
        and (
            %(district_id)s::text is null
            or communes.district_id = %(district_id)s
        )
)

select
    days.on_date,
    count(declared.person_id) as declaration_count,
    count(declared.person_id) filter (
        where declared.is_by_this_time
    ) as by_this_time_count,
    count(distinct declared.person_id) as person_count
from days
left outer join declared on days.on_date = declared.on_date
group by days.on_date
order by days.on_date
