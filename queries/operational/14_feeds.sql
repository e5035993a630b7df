-- When did each source last load, how much, and what was rejected?
create table operational.feeds (
    feed_id text primary key,
    source text not null,
    last_loaded_at timestamptz,
    expected_every interval not null,
    row_count bigint not null check (row_count >= 0),
    reject_count bigint not null check (reject_count >= 0)
);
