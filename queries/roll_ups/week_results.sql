-- How many results of a week in each commune had the citizen been told, and how?
--
-- One row per commune of residence, days_ago (0, 1, 7) and channel with results in
-- the seven Vietnamese days up to then, to the same hour; `told_count` had been told
-- by then: what was told since is no part of that day. A slip of paper is no
-- electronic return.
with

ages as (
    select
        back.days_ago,
        (select times.data_time from live.times)
        - back.days_ago * interval '1 day' as seen_at,
        ((select times.on_date from live.times) - back.days_ago - 6)::timestamp
        at time zone 'Asia/Ho_Chi_Minh' as begins_at
    from (values (0), (1), (7)) as back (days_ago)
)

select
    people.commune_id,
    communes.district_id,
    ages.days_ago,
    provincial_samples.channel,
    count(*) as result_count,
    count(*) filter (
        where provincial_samples.returned_at <= ages.seen_at
    ) as told_count
from contract.provincial_samples
inner join contract.people on provincial_samples.person_id = people.person_id
inner join contract.communes on people.commune_id = communes.commune_id
inner join ages
    on
        provincial_samples.resulted_at <= ages.seen_at
        and provincial_samples.resulted_at >= ages.begins_at
group by
    people.commune_id,
    communes.district_id,
    ages.days_ago,
    provincial_samples.channel
