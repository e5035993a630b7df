-- How many samples of each commune wait for their result, and since how long?
--
-- One row per commune of the viewer's scope, also without any: samples without a
-- result by data_time, by the whole hours since they were taken; one older than 14
-- days is lost rather than waiting. Late are those of over 24 hours that are not lost.
-- Parameters: data_time timestamptz
with

waiting as (
    select
        recent_samples.commune_id,
        extract(
            epoch from %(data_time)s::timestamptz - recent_samples.taken_at
        ) / 3600 as hours
    from recent_samples
    where recent_samples.resulted_at is null
)

select
    communes.commune_id,
    communes.district_id,
    count(waiting.hours) filter (where waiting.hours < 24) as day1_count,
    count(waiting.hours) filter (
        where waiting.hours >= 24 and waiting.hours < 336
    ) as late_count,
    count(waiting.hours) filter (
        where waiting.hours >= 24 and waiting.hours < 48
    ) as day2_count,
    count(waiting.hours) filter (
        where waiting.hours >= 48 and waiting.hours < 72
    ) as day3_count,
    count(waiting.hours) filter (
        where waiting.hours >= 72 and waiting.hours < 336
    ) as days14_count,
    count(waiting.hours) filter (where waiting.hours >= 336) as lost_count
from contract.communes
left outer join waiting on communes.commune_id = waiting.commune_id
where contract.in_scope(communes.district_id, (select contract.own_districts()))
group by communes.commune_id, communes.district_id
order by communes.commune_id
