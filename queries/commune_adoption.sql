-- How many residents of each commune have installed the app, now and before?
--
-- One row per commune of the viewer's scope. Counts are missing where the
-- register knows nobody of the commune.
select
    communes.commune_id,
    communes.commune_name,
    communes.commune_kind,
    communes.district_id,
    districts.district_name,
    districts.district_kind,
    communes.smartphone_owner_count,
    communes.smartphone_owner_source,
    commune_installs.installed_count,
    commune_installs.day_ago_count,
    commune_installs.week_ago_count,
    commune_installs.active_count
from contract.communes
inner join contract.districts on communes.district_id = districts.district_id
left outer join commune_installs
    on communes.commune_id = commune_installs.commune_id
where contract.in_scope(communes.district_id, (select contract.own_districts()))
order by communes.commune_id
