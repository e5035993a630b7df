-- What was the app used for in each commune over the last 7 days?
--
-- One row per commune of the viewer's scope: health declarations, tests and
-- vaccination registrations made in the app by its residents, and scans at its
-- places. Uses, not people.
with

uses as (
    select
        week_uses.commune_id,
        sum(week_uses.use_count) filter (
            where week_uses.use_kind = 'declaration'
        ) as declaration_count,
        sum(week_uses.use_count) filter (
            where week_uses.use_kind = 'test'
        ) as test_count,
        sum(week_uses.use_count) filter (
            where week_uses.use_kind = 'vaccination'
        ) as vaccination_count
    from week_uses
    group by week_uses.commune_id
),

scans as (
    select
        venue_days.commune_id,
        sum(venue_days.scan_count) as scan_count
    from venue_days
    where venue_days.on_date > (select times.on_date - 7 from live.times)
    group by venue_days.commune_id
)

select
    communes.commune_id,
    communes.district_id,
    coalesce(uses.declaration_count, 0)::bigint as declaration_count,
    coalesce(uses.test_count, 0)::bigint as test_count,
    coalesce(uses.vaccination_count, 0)::bigint as vaccination_count,
    coalesce(scans.scan_count, 0)::bigint as scan_count
from contract.communes
left outer join uses on communes.commune_id = uses.commune_id
left outer join scans on communes.commune_id = scans.commune_id
where contract.in_scope(communes.district_id, (select contract.own_districts()))
order by communes.commune_id
