-- How many F1 were isolated, by day and commune of residence?
create view contract.f1_days with (security_barrier) as
select
    people.commune_id,
    (isolations.isolated_at at time zone 'Asia/Ho_Chi_Minh')::date
        as isolated_date,
    count(distinct isolations.person_id) as f1_count
from operational.isolations
inner join operational.people on isolations.person_id = people.person_id
where
    isolations.reason = 'f1'
    and (select contract.has_right('see_aggregates'))
    and people.commune_id in (
        select communes.commune_id
        from operational.communes
        where contract.in_scope(communes.district_id, (select contract.own_districts()))
    )
group by people.commune_id, isolated_date;
