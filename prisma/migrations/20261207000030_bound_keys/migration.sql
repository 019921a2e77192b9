-- What makes rows believed: for each book (a key with all that belongs to it) which rows there are, with a digest of each, authenticated in
-- the token. Whoever changes a row without the product changes what the book does not say.
create table integrity_seal (
  -- Its kind and ID, `key/<id>`.
  book text primary key,
  -- How often it was written: one more with each change.
  number bigint not null,
  -- A line for each row: table, its key and SHA-256 of its meaning.
  rows text not null,
  -- HMAC-SHA-256 by the integrity key over all of the above.
  mac bytea not null
);

-- That the keys there were before are bound: done once, when the product first starts with what is above.
create table integrity_bound (
  kind text primary key,
  at timestamptz(3) not null,
  -- How many books there were.
  books bigint not null,
  -- HMAC-SHA-256 by the integrity key over all of the above.
  mac bytea not null
);
