-- How many vaccination records of each kind cannot be true?
--
-- One row per kind with any, counted as `impossible_doses.sql` lists them: of the
-- asked district, or of all that the viewer sees. Runs as the role that computes
-- ahead, on the records of the set that is asked, and hands out counts alone.
create function live.impossible_kinds(asked_district_id text, close_days integer)
returns table (kind text, record_count bigint)
language plpgsql stable security definer
set search_path = pg_catalog as $$
#variable_conflict use_column
begin
    perform set_config(
        'search_path', roll_ups.schema_of(live.data_time()) || ', pg_temp', true
    );
    return query
    select
        dubious_doses.kind,
        count(*) as record_count
    from dubious_doses
    where
        (select contract.has_right('see_aggregates'))
        and dubious_doses.district_id = any((select roll_ups.own_districts())::text[])
        and (
            asked_district_id is null
            or dubious_doses.district_id = asked_district_id
        )
        and (
            dubious_doses.kind <> 'too_close'
            or dubious_doses.gap < make_interval(days => close_days)
        )
        and (
            dubious_doses.is_by_home
            or dubious_doses.home_district_id is null
            or not contract.in_scope(
                dubious_doses.home_district_id, (select contract.own_districts())
            )
        )
        and (
            (select contract.sees_province()) or dubious_doses.kind <> 'unknown_person'
        )
    group by dubious_doses.kind;
end
$$;
revoke execute on function live.impossible_kinds from public;
grant execute on function live.impossible_kinds to dashboard_reader;
