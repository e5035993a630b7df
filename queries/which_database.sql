-- Which database is this?
--
-- One row: the cluster's own number and the database's in it. A copy that was
-- restored elsewhere is another one; one that was restored in place is not.
-- Parameters: none
select
    pg_control_system.system_identifier,
    pg_database.oid::bigint as database_number
from pg_control_system() as pg_control_system
cross join pg_database
where pg_database.datname = current_database()
