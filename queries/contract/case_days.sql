-- How many cases were confirmed, by day and commune of residence?
create view contract.case_days with (security_barrier) as
select
    people.commune_id,
    (cases.confirmed_at at time zone 'Asia/Ho_Chi_Minh')::date as confirmed_date,
    count(*) as case_count
from operational.cases
inner join operational.people on cases.person_id = people.person_id
where
    contract.has_right('see_aggregates')
    and people.commune_id in (
        select communes.commune_id
        from operational.communes
        where contract.in_scope(communes.district_id)
    )
group by people.commune_id, confirmed_date;
