-- How many people were confirmed as cases, by day and commune of residence?
-- A person confirmed again within 90 days, by a second test or in another system,
-- is the same case: its first row counts. Later they may be infected anew.
create view contract.case_days with (security_barrier) as
select
    people.commune_id,
    (cases.confirmed_at at time zone 'Asia/Ho_Chi_Minh')::date as confirmed_date,
    count(*) as case_count
from operational.cases
inner join operational.people on cases.person_id = people.person_id
where
    (select contract.has_right('see_aggregates'))
    and people.commune_id in (
        select communes.commune_id
        from operational.communes
        where contract.in_scope(communes.district_id, (select contract.own_districts()))
    )
    and not exists (
        select 1
        from operational.cases as earlier
        where
            earlier.person_id = cases.person_id
            and (earlier.confirmed_at, earlier.case_id)
            < (cases.confirmed_at, cases.case_id)
            and earlier.confirmed_at
            >= cases.confirmed_at - interval '90 days'
    )
group by people.commune_id, confirmed_date;
