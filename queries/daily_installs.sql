-- How many people installed the app on each day?
--
-- One row per Vietnamese day with installs, in order; officials are those with an
-- agency.
-- Parameters: district_id text (null: all in scope)
select
    install_days.on_date,
    sum(install_days.install_count)::bigint as install_count,
    sum(install_days.official_count)::bigint as official_count
from install_days
where
    %(district_id)s::text is null
    or install_days.district_id = %(district_id)s
group by install_days.on_date
order by install_days.on_date
