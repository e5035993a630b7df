-- How many samples of each commune wait for their result, and since how long?
--
-- One row per commune of the viewer's scope, also without any: samples without a
-- result by data_time, by the whole hours since they were taken; one older than 14
-- days is lost rather than waiting. Late are those of over 24 hours that are not lost.
-- Parameters: data_time timestamptz
select
    communes.commune_id,
    communes.district_id,
    coalesce(sample_backlog.day1_count, 0)::bigint as day1_count,
    coalesce(sample_backlog.late_count, 0)::bigint as late_count,
    coalesce(sample_backlog.day2_count, 0)::bigint as day2_count,
    coalesce(sample_backlog.day3_count, 0)::bigint as day3_count,
    coalesce(sample_backlog.days14_count, 0)::bigint as days14_count,
    coalesce(sample_backlog.lost_count, 0)::bigint as lost_count
from contract.communes
left outer join sample_backlog on communes.commune_id = sample_backlog.commune_id
where contract.in_scope(communes.district_id, (select contract.own_districts()))
order by communes.commune_id
