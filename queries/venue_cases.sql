-- Which cases scanned at one place, and how many visitors of those days were traced?
--
-- One row per case and Vietnamese day within 21 days up to data_time on which the case
-- scanned there before being isolated: visitors of that day, and those of them who were
-- isolated as F1 from that day on.
-- Parameters: data_time timestamptz, place_id integer
with

scans as (
    select distinct
        check_ins.person_id,
        (check_ins.scanned_at at time zone 'Asia/Ho_Chi_Minh')::date as on_date
    from contract.check_ins
    where
        check_ins.place_id = %(place_id)s
        and check_ins.scanned_at <= %(data_time)s
        and check_ins.scanned_at > %(data_time)s - interval '21 days'
),

visits as (
    select
        cases.case_id,
        cases.person_id,
        scans.on_date
    from scans
    inner join contract.cases on scans.person_id = cases.person_id
    where
        cases.isolated_at is null
        or scans.on_date
        <= (cases.isolated_at at time zone 'Asia/Ho_Chi_Minh')::date
),

days as (
    select
        scans.on_date,
        count(*) as visitor_count,
        count(*) filter (
            where exists (
                select 1
                from contract.isolations
                where
                    isolations.person_id = scans.person_id
                    and isolations.reason = 'f1'
                    and isolations.isolated_at <= %(data_time)s
                    and (isolations.isolated_at at time zone 'Asia/Ho_Chi_Minh')::date
                    >= scans.on_date
            )
        ) as traced_count
    from scans
    where
        scans.on_date in (select visits.on_date from visits)
        and scans.person_id not in (select visits.person_id from visits)
    group by scans.on_date
)

select
    visits.case_id,
    visits.person_id,
    visits.on_date,
    coalesce(days.visitor_count, 0) as visitor_count,
    coalesce(days.traced_count, 0) as traced_count
from visits
left outer join days on visits.on_date = days.on_date
order by visits.on_date desc, visits.case_id asc
