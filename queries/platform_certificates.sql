-- How many vaccinated residents have their certificate?
--
-- One row per district of the viewer's scope and days_ago (0, 1, 7); the whole is
-- residents with any dose by then.
select
    certificates.district_id,
    certificates.days_ago,
    sum(certificates.certificate_count)::bigint as done_count,
    sum(certificates.vaccinated_count)::bigint as whole_count
from certificates
group by certificates.district_id, certificates.days_ago
order by certificates.district_id, certificates.days_ago
