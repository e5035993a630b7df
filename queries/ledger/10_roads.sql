-- Which roads and paths were imported, where a province has such a layer?
-- None by default: `make import-roads` fills it, all rows at once. The box of each
-- line lets a question look only near a zone. Roads are public; nobody writes them
-- but the owner of the database.
create table ledger.roads (
    road_id integer primary key,
    road_name text not null default '',
    shape jsonb not null,
    west double precision not null,
    south double precision not null,
    east double precision not null,
    north double precision not null,
    source text not null
);
create index roads_by_box on ledger.roads (west, east);
alter table ledger.roads enable row level security;
create policy roads_read on ledger.roads
for select to dashboard_ledger
using (contract.has_right('see_aggregates'));
grant select on ledger.roads to dashboard_ledger;
