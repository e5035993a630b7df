-- How many results of each commune came on each day, and how was the citizen told?
--
-- One row per commune of residence and Vietnamese day with results, of the last
-- 15 times 24 hours. `told_count` is told in any way; `electronic_count`, in the
-- app or the portal: a slip of paper is no electronic return.
select
    people.commune_id,
    communes.district_id,
    (provincial_samples.resulted_at at time zone 'Asia/Ho_Chi_Minh')::date as on_date,
    count(*) as result_count,
    count(*) filter (
        where provincial_samples.returned_at
        <= (select times.data_time from live.times)
    ) as told_count,
    count(*) filter (
        where
        provincial_samples.channel in ('app', 'portal')
        and provincial_samples.returned_at
        <= (select times.data_time from live.times)
    ) as electronic_count
from contract.provincial_samples
inner join contract.people on provincial_samples.person_id = people.person_id
inner join contract.communes on people.commune_id = communes.commune_id
where
    provincial_samples.resulted_at <= (select times.data_time from live.times)
    and provincial_samples.resulted_at
    > (select times.data_time from live.times) - interval '15 days'
group by people.commune_id, communes.district_id, on_date
