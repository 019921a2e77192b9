-- What users show beside their password, and access keys of one project.

-- An authenticator app of a user; one each. Its codes count when it is bound. The seed is sealed by the token; last_step is the time step of
-- the last code that was accepted, so that none is accepted twice.
create table virtual_mfa (
  user_id text primary key references iam_user (id) on delete cascade,
  name text not null,
  seed bytea not null,
  bound boolean not null default false,
  last_step bigint not null default 0,
  created_at timestamptz(3) not null
);

-- SHA-256 of recovery codes, which are random. One that was used stays as such until there are new ones.
create table recovery_code (
  user_id text not null references iam_user (id) on delete cascade,
  hash bytea not null,
  created_at timestamptz(3) not null,
  used_at timestamptz(3),
  primary key (user_id, hash)
);

create table passkey (
  id text primary key,
  user_id text not null references iam_user (id) on delete cascade,
  name text not null,
  credential_id bytea not null unique,
  public_key bytea not null,
  counter bigint not null,
  rp_id text not null,
  transports text[] not null,
  created_at timestamptz(3) not null,
  last_used_at timestamptz(3)
);
create index passkey_user on passkey (user_id);

-- What an authenticator is to sign, known by its SHA-256: it is taken away when it is shown, be that right or wrong.
create table passkey_challenge (
  hash bytea primary key,
  user_id text not null references iam_user (id) on delete cascade,
  session_id text not null,
  purpose text not null,
  expires_at timestamptz(3) not null
);
create index passkey_challenge_user on passkey_challenge (user_id);

-- null of a user of whom it was never said, which is told apart from no.
alter table iam_user add column second_factor_required boolean;

-- Whether somebody must set up a second factor before anything else decides what they may do, so what that rests on is counted.
create function user_factor_counts() returns trigger language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  perform count_iam_revision(array(select account_id from iam_user where id in (old.user_id, new.user_id)));
  return null;
end $$;
create constraint trigger iam_user_factor_counts after update of second_factor_required on iam_user
  deferrable initially deferred for each row execute function belonging_counts();
create constraint trigger virtual_mfa_counts after insert or update of bound, user_id or delete on virtual_mfa
  deferrable initially deferred for each row execute function user_factor_counts();
create constraint trigger passkey_counts after insert or update of user_id or delete on passkey
  deferrable initially deferred for each row execute function user_factor_counts();
create trigger virtual_mfa_truncation_counts after truncate on virtual_mfa for each statement execute function every_account_counts();
create trigger passkey_truncation_counts after truncate on passkey for each statement execute function every_account_counts();

-- The one project in which an access key is good for anything; it goes with the project.
alter table access_key add column project_id text references project (id) on delete cascade;
alter table access_key add column last_used_at timestamptz(3);
create index access_key_project on access_key (project_id) where project_id is not null;
