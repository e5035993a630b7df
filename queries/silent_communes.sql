-- Which communes have stopped declaring?
--
-- One row per commune of the viewer's scope: declarations of the last 24 hours,
-- of the 24 hours before, and of the seven days before those.
select
    communes.commune_id,
    communes.district_id,
    coalesce(commune_declarations.day_count, 0) as day_count,
    coalesce(commune_declarations.day_before_count, 0) as day_before_count,
    coalesce(commune_declarations.week_before_count, 0) as week_before_count
from contract.communes
left outer join commune_declarations
    on communes.commune_id = commune_declarations.commune_id
where contract.in_scope(communes.district_id, (select contract.own_districts()))
order by communes.commune_id
