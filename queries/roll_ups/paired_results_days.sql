-- How many results of each day do the two test systems agree on, and how not?
--
-- One row per commune of residence, day, kind and kind that the district can tell, as
-- `paired_results` says them: rows, and those in which either system says positive.
select
    paired_results.commune_id,
    paired_results.district_id,
    paired_results.on_date,
    paired_results.kind,
    paired_results.known_kind,
    count(*) as row_count,
    count(*) filter (where paired_results.is_positive) as positive_count
from paired_results
group by
    paired_results.commune_id,
    paired_results.district_id,
    paired_results.on_date,
    paired_results.kind,
    paired_results.known_kind
