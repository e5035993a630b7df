-- What may the dashboard's reading role read?
grant select on all tables in schema contract to dashboard_reader;
