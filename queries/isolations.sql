-- Who was isolated first when, other than as a case?
--
-- One row per person: from the first isolation on, a contact infects nobody.
select
    isolations.person_id,
    min(isolations.isolated_at) as isolated_at
from contract.isolations
where isolations.reason <> 'case'
group by isolations.person_id
order by isolations.person_id
