-- Which files were imported, and which codes do they use for what is numbered here?
create table operational.import_files (
    kind text not null,
    file_hash text not null,
    file_name text not null,
    imported_at timestamptz not null,
    row_count bigint not null,
    inserted_count bigint not null,
    changed_count bigint not null,
    reject_count bigint not null,
    primary key (kind, file_hash)
);

-- A citizen card, a household's book, a platform's own code -> the number here.
-- They begin at a thousand million: files that number from 1 never meet them.
create table operational.import_codes (
    id_name text not null,
    code text not null,
    id bigint not null,
    primary key (id_name, code),
    unique (id_name, id)
);

-- Numbers for rows of large tables that come without one; see above.
create sequence operational.import_numbers start with 1000000000000;
