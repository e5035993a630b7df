-- By which tokens do programs ask for tables, each in the name of which viewer?
-- Only the hash of a token is kept: who reads this table can ask for nothing. A token
-- is as good as its viewer is listed, until it is over or struck. The owner makes and
-- strikes them; the dashboard asks for one by its hash.
create table if not exists ledger.tokens (
    token_id bigint generated always as identity primary key,
    token_hash bytea not null unique check (length(token_hash) = 32),
    email text not null references ledger.viewers on delete cascade,
    purpose text not null check (trim(purpose) <> ''),
    made_at timestamptz not null default clock_timestamp(),
    over_at timestamptz not null,
    struck_at timestamptz,
    check (over_at > made_at)
);
grant select (token_hash, email, purpose, over_at, struck_at)
on ledger.tokens to dashboard_ledger;
