-- How many installs did the helpers guide and records enter on a whole day?
--
-- One row per district of the viewer's scope and days_ago (0, 1, 7) before
-- yesterday, the last whole day; where they worked.
-- Parameters: data_time timestamptz
select
    communes.district_id,
    back.days_ago,
    null::bigint as whole_count,
    coalesce(sum(support_shifts.done_count), 0) as done_count
from contract.communes
cross join (values (0), (1), (7)) as back (days_ago)
left outer join contract.support_shifts
    on
        communes.commune_id = support_shifts.commune_id
        and support_shifts.shift_date
        = (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date
        - 1
        - back.days_ago
where contract.in_scope(communes.district_id, (select contract.own_districts()))
group by communes.district_id, back.days_ago
order by communes.district_id, back.days_ago
