-- How many communes are ready in all four of "four on the spot"?
--
-- One row per district of the viewer's scope and days_ago (0, 1, 7): each commune
-- by its latest assessment of each item up to then; one with an item never
-- assessed is in neither count.
-- Parameters: data_time timestamptz
with

latest as (
    select distinct on (
        back.days_ago, commune_readiness.commune_id, commune_readiness.item
    )
        back.days_ago,
        commune_readiness.commune_id,
        commune_readiness.is_ready
    from (values (0), (1), (7)) as back (days_ago)
    inner join contract.commune_readiness
        on
            commune_readiness.assessed_date
            <= (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date
            - back.days_ago
    order by
        back.days_ago asc,
        commune_readiness.commune_id asc,
        commune_readiness.item asc,
        commune_readiness.assessed_date desc
),

assessed as (
    select
        latest.days_ago,
        latest.commune_id,
        bool_and(latest.is_ready) as is_ready
    from latest
    group by latest.days_ago, latest.commune_id
    having count(*) = 4
)

select
    communes.district_id,
    assessed.days_ago,
    count(*) filter (where assessed.is_ready) as done_count,
    count(*) as whole_count
from assessed
inner join contract.communes on assessed.commune_id = communes.commune_id
group by communes.district_id, assessed.days_ago
order by communes.district_id, assessed.days_ago
