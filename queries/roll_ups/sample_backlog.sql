-- How many samples of each commune wait for their result, and since how long?
--
-- One row per commune of residence with any: samples without a result by now, by the
-- whole hours since they were taken; one older than 14 days is lost rather than
-- waiting. Late are those of over 24 hours that are not lost.
with

waiting as (
    select
        recent_samples.commune_id,
        recent_samples.district_id,
        extract(
            epoch from (select times.data_time from live.times)
            - recent_samples.taken_at
        ) / 3600 as hours
    from recent_samples
    where recent_samples.resulted_at is null
)

select
    waiting.commune_id,
    waiting.district_id,
    count(*) filter (where waiting.hours < 24) as day1_count,
    count(*) filter (
        where waiting.hours >= 24 and waiting.hours < 336
    ) as late_count,
    count(*) filter (
        where waiting.hours >= 24 and waiting.hours < 48
    ) as day2_count,
    count(*) filter (
        where waiting.hours >= 48 and waiting.hours < 72
    ) as day3_count,
    count(*) filter (
        where waiting.hours >= 72 and waiting.hours < 336
    ) as days14_count,
    count(*) filter (where waiting.hours >= 336) as lost_count
from waiting
group by waiting.commune_id, waiting.district_id
