-- Which samples does the province's test software hold, with what result?
create view contract.provincial_samples with (security_barrier) as
select
    provincial_samples.sample_id,
    provincial_samples.sample_code,
    provincial_samples.person_id,
    provincial_samples.commune_id,
    provincial_samples.channel,
    provincial_samples.method,
    provincial_samples.pool_size,
    provincial_samples.taken_at,
    provincial_samples.result,
    provincial_samples.resulted_at,
    provincial_samples.returned_at,
    provincial_samples.laboratory,
    provincial_samples.reason
from operational.provincial_samples
inner join operational.people on provincial_samples.person_id = people.person_id
where
    (select contract.has_right('see_aggregates'))
    and people.commune_id in (
        select communes.commune_id
        from operational.communes
        where contract.in_scope(communes.district_id, (select contract.own_districts()))
    );
