-- Access keys, grants, tags and alias objects; traces say who called from which account, with which access key, by which grant.

alter table iam_user add column description text not null default '';
alter table iam_group add column description text not null default '';

create table access_key (
  access text primary key check (access ~ '^[A-Z0-9]{20}$'),
  user_id text not null references iam_user (id) on delete cascade,
  secret bytea not null,
  description text not null default '',
  enabled boolean not null default true,
  failed_signatures integer not null default 0,
  locked_until timestamptz(3),
  created_at timestamptz(3) not null
);
create index access_key_user on access_key (user_id);

create table cmk_grant (
  id text primary key check (id ~ '^[0-9a-f]{64}$'),
  key_id text not null references cmk (id) on delete cascade,
  name text not null default '',
  grantee text not null check (grantee ~ '^[a-zA-Z0-9]{1,64}$'),
  grantee_type text not null check (grantee_type in ('user', 'domain')),
  operations text[] not null check (cardinality(operations) > 0),
  issuer text not null,
  retiring_principal text not null default '',
  created_at timestamptz(3) not null
);
create index cmk_grant_key on cmk_grant (key_id, created_at desc, id desc);
create index cmk_grant_grantee on cmk_grant (grantee);
create index cmk_grant_issuer on cmk_grant (issuer);
create index cmk_grant_retiring on cmk_grant (retiring_principal) where retiring_principal <> '';

create table tag (
  key_id text not null references cmk (id) on delete cascade,
  key text collate "C" not null,
  value text collate "C" not null default '',
  primary key (key_id, key)
);
create index tag_pair on tag (key, value, key_id);

create table key_alias (
  account_id text not null references account (id),
  region text not null,
  name text collate "C" not null,
  key_id text not null references cmk (id) on delete cascade,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  primary key (account_id, region, name)
);
create index key_alias_key on key_alias (key_id);

alter table trace
  add column caller_account_id text not null default '',
  add column access_key text not null default '',
  add column grant_id text not null default '';
