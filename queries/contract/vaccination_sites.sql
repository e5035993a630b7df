-- Where are the vaccination sites?
create view contract.vaccination_sites with (security_barrier) as
select
    site_id,
    site_name,
    commune_id,
    place_id
from operational.vaccination_sites;
