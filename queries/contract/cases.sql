-- Who is a confirmed case, with onset, sample, confirmation and isolation?
create view contract.cases with (security_barrier) as
select
    cases.case_id,
    cases.person_id,
    cases.onset_date,
    cases.sampled_at,
    cases.confirmed_at,
    cases.reported_at,
    cases.isolated_at
from operational.cases
inner join operational.people on cases.person_id = people.person_id
where
    (select contract.has_right('trace_contacts'))
    and people.commune_id in (
        select communes.commune_id
        from operational.communes
        where contract.in_scope(communes.district_id, (select contract.own_districts()))
    );
