-- A sign-in, to which its token and all that were exchanged from it belong: with the session they are gone, for all instances at once.
-- What counts as its end by time is in the row, so that instances with other limits do not end each other's.
create table session (
  id text primary key,
  user_id text not null references iam_user (id) on delete cascade,
  account_id text not null,
  source text not null check (source in ('console', 'api')),
  created_at timestamptz(3) not null,
  last_used_at timestamptz(3) not null,
  ip text not null,
  agent text not null,
  is_mfa_present boolean not null,
  stepped_up_at timestamptz(3),
  idle_until timestamptz(3),
  expires_at timestamptz(3) not null
);
create index session_user_id_idx on session (user_id);
create index session_expires_at_idx on session (expires_at);

-- null of tokens that the version before gives out, which go on without a session.
alter table auth_token add column session_id text references session (id) on delete cascade;
create index auth_token_session_id_idx on auth_token (session_id);
