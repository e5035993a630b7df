-- Which samples were taken, resulted or still waited within two weeks?
--
-- One row per sample, without whose it is: those taken, or with a result, on the day
-- of the data or the 13 Vietnamese days before, and those without a result, however
-- old. What came after the time of the data is not known yet.
with

asked as (
    select
        times.data_time,
        (times.on_date - 13)::timestamp at time zone 'Asia/Ho_Chi_Minh' as begins_at
    from live.times
)

select
    people.commune_id,
    communes.district_id,
    provincial_samples.laboratory,
    provincial_samples.method,
    provincial_samples.reason,
    provincial_samples.channel,
    provincial_samples.taken_at,
    case
        when provincial_samples.resulted_at <= (select asked.data_time from asked)
            then provincial_samples.resulted_at
    end as resulted_at,
    case
        when provincial_samples.returned_at <= (select asked.data_time from asked)
            then provincial_samples.returned_at
    end as returned_at,
    coalesce(provincial_samples.result = 'positive', false) as is_positive
from contract.provincial_samples
inner join contract.people on provincial_samples.person_id = people.person_id
inner join contract.communes on people.commune_id = communes.commune_id
where
    provincial_samples.taken_at <= (select asked.data_time from asked)
    and (
        provincial_samples.taken_at >= (select asked.begins_at from asked)
        or provincial_samples.resulted_at >= (select asked.begins_at from asked)
        or provincial_samples.resulted_at is null
    )
