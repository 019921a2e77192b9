-- What seals the console's sessions, the same for all instances that share this database, so that one of them reads what another
-- has written. It is sealed by the token; a copy of this table opens no session.
create table session_secret (
  id integer primary key default 1 check (id = 1),
  sealed bytea not null
);
