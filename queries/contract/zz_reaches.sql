-- Which views hold a row per person, and are read only by who may see people?
-- Every view that names one by number, also of a contract that is another's; the
-- others are read by both. This file may run again.
do $$
declare
    person_view regclass;
begin
    for person_view in
        select pg_class.oid::regclass
        from pg_class
        inner join pg_attribute on pg_class.oid = pg_attribute.attrelid
        where
            pg_class.relnamespace = 'contract'::regnamespace
            and pg_class.relkind in ('r', 'p', 'v', 'm', 'f')
            and pg_attribute.attname = 'person_id'
            and not pg_attribute.attisdropped
            and has_any_column_privilege('dashboard_reader', pg_class.oid, 'select')
    loop
        execute format('revoke select on %s from dashboard_reader', person_view);
        execute format('grant select on %s to dashboard_persons', person_view);
    end loop;
end
$$;
