-- Counts of wrong tries that stand where the locks of users and access keys stood. Their old columns stay for instances of the version
-- before and are used by nothing else: failed_sign_ins and locked_until of iam_user, failed_signatures and locked_until of access_key.

-- A row stands for somebody or something that exists, or is one of a fixed number that others share: none is made for what a stranger
-- typed. It is no row that decides about callers, so it counts up no number of an account.
create table throttle (
  id bytea primary key,
  rule text not null,
  user_id text,
  wrong integer not null,
  open_at timestamptz(3) not null,
  last_at timestamptz(3) not null
);
create index throttle_user on throttle (user_id) where user_id is not null;
create index throttle_last on throttle (last_at);

-- Browsers and networks from which a user signed in well.
create table known_place (
  user_id text not null references iam_user (id) on delete cascade,
  kind text not null,
  hash bytea not null,
  last_at timestamptz(3) not null,
  primary key (user_id, kind, hash)
);
create index known_place_hash on known_place (hash);
create index known_place_last on known_place (last_at);
