-- How many people scan at one place in each hour of the day?
--
-- One row per hour with any: different people of each of the 7 whole days before
-- data_time, summed over the days.
-- Parameters: data_time timestamptz, place_id integer
with

asked as (
    select
        given.data_time,
        (
            (given.data_time at time zone 'Asia/Ho_Chi_Minh')::date
        )::timestamp at time zone 'Asia/Ho_Chi_Minh' as ends_at
    from (values (%(data_time)s::timestamptz)) as given (data_time)
),

scans as (
    select distinct
        check_ins.person_id,
        date_trunc(
            'hour', check_ins.scanned_at at time zone 'Asia/Ho_Chi_Minh'
        ) as hour_at
    from contract.check_ins
    where
        check_ins.place_id = %(place_id)s
        and check_ins.scanned_at < (select asked.ends_at from asked)
        and check_ins.scanned_at
        >= (select asked.ends_at - interval '7 days' from asked)
)

select
    extract(hour from scans.hour_at)::integer as scan_hour,
    count(*) as person_count
from scans
group by scan_hour
order by scan_hour
