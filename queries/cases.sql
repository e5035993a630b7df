-- Which cases are confirmed, and what is known of their dates?
--
-- One row per case, latest first, with the commune where the person lives.
-- No name: who a case is, is another question.
select
    cases.case_id,
    cases.person_id,
    cases.onset_date,
    cases.sampled_at,
    cases.confirmed_at,
    cases.reported_at,
    cases.isolated_at,
    homes.commune_id
from contract.cases
left outer join contract.homes on cases.person_id = homes.person_id
order by
    cases.confirmed_at desc,
    cases.case_id asc
