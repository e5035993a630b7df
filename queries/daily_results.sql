-- How many test results came on each of the last 15 days, how many went back online?
--
-- One row per Vietnamese day with results, in order.
-- Parameters: data_time timestamptz, district_id text (null: all in scope)
select
    (provincial_samples.resulted_at at time zone 'Asia/Ho_Chi_Minh')::date as on_date,
    count(*) as result_count,
    count(*) filter (
        where provincial_samples.returned_at <= %(data_time)s
    ) as returned_count,
    count(*) filter (
        where provincial_samples.result = 'positive'
    ) as positive_count
from contract.provincial_samples
inner join contract.people on provincial_samples.person_id = people.person_id
inner join contract.communes on people.commune_id = communes.commune_id
where
    provincial_samples.resulted_at <= %(data_time)s
    and provincial_samples.resulted_at > %(data_time)s - interval '15 days'
    and (
        %(district_id)s::text is null
        or communes.district_id = %(district_id)s
    )
group by (provincial_samples.resulted_at at time zone 'Asia/Ho_Chi_Minh')::date
order by (provincial_samples.resulted_at at time zone 'Asia/Ho_Chi_Minh')::date
