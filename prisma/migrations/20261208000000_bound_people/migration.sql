-- What makes people believed: users, groups, policies, projects and accounts have books in integrity_seal as keys have; sessions and tokens,
-- of which there are many for a short time, have the seal in the row.
alter table session add column seal bytea;
alter table auth_token add column seal bytea;

-- Sessions and tokens that were ended before their time, so that they cannot be put back; a part of the book of their user, or of the
-- account for somebody who has no user.
create table revoked_token (
  -- Of a session, or of a token that is older than sessions or was exchanged.
  id text primary key,
  user_id text references iam_user (id) on delete cascade,
  account_id text references account (id),
  -- From then on it would have been good for nothing.
  until timestamptz(3) not null,
  check ((user_id is null) <> (account_id is null))
);
create index revoked_token_user on revoked_token (user_id);
create index revoked_token_account on revoked_token (account_id);
create index revoked_token_until on revoked_token (until);
