-- Was the access log changed after it was written?
-- Each line holds a hash of itself and of the line before it, so that a line that is
-- changed, taken out or put in does not fit. Who writes locks the head until the end
-- of their transaction: lines stand one behind the other, and nobody forks the chain.
-- `written_at` is the server's clock, also where the data have a time of their own.
create table if not exists ledger.log_head (
    is_only boolean primary key default true check (is_only),
    line_number bigint not null,
    line_hash bytea not null
);
insert into ledger.log_head (line_number, line_hash)
values (0, sha256('')) on conflict do nothing;

alter table ledger.access_log
add column if not exists line_number bigint unique,
add column if not exists written_at timestamptz,
add column if not exists previous_hash bytea,
add column if not exists line_hash bytea;

create or replace function ledger.hash_of(line ledger.access_log) returns bytea
language sql stable
set search_path = pg_catalog as $$
    select sha256(convert_to(jsonb_build_array(
        line.line_number, encode(line.previous_hash, 'hex'), line.access_id,
        extract(epoch from line.looked_at), extract(epoch from line.written_at),
        line.viewer, line.role, line.question, line.reason, line.person_count,
        line.person_ids
    )::text, 'UTF8'))
$$;

create or replace function ledger.next_line(line ledger.access_log)
returns ledger.access_log
language plpgsql security definer
set search_path = pg_catalog as $$
declare
    head ledger.log_head;
begin
    select * into strict head from ledger.log_head for update;
    line.line_number := head.line_number + 1;
    line.previous_hash := head.line_hash;
    line.line_hash := ledger.hash_of(line);
    update ledger.log_head
    set line_number = line.line_number, line_hash = line.line_hash;
    return line;
end
$$;
revoke execute on function ledger.next_line from public;

create or replace function ledger.chain_line() returns trigger
language plpgsql security definer
set search_path = pg_catalog as $$
begin
    new.written_at := clock_timestamp();
    return ledger.next_line(new);
end
$$;
drop trigger if exists chained on ledger.access_log;
create trigger chained
before insert on ledger.access_log
for each row execute function ledger.chain_line();

-- What an earlier version wrote is chained as it stands; when, its server did not say.
do $$
declare
    line ledger.access_log;
begin
    for line in
        select *
        from ledger.access_log
        where line_number is null
        order by access_id
    loop
        line := ledger.next_line(line);
        update ledger.access_log
        set
            line_number = line.line_number,
            previous_hash = line.previous_hash,
            line_hash = line.line_hash
        where access_id = line.access_id;
    end loop;
end
$$;
alter table ledger.access_log
alter column line_number set not null,
alter column previous_hash set not null,
alter column line_hash set not null;
