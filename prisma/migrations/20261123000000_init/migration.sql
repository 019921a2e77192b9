-- Identities, tokens, keys with their wrapped material, and traces.

create table account (
  id text primary key check (id ~ '^[0-9a-f]{32}$'),
  name text not null unique,
  created_at timestamptz(3) not null
);

create table project (
  id text primary key check (id ~ '^[0-9a-f]{32}$'),
  account_id text not null references account (id),
  name text not null,
  description text not null default '',
  enabled boolean not null default true,
  key_count integer not null default 0 check (key_count >= 0),
  created_at timestamptz(3) not null,
  unique (account_id, name)
);

create table iam_user (
  id text primary key check (id ~ '^[0-9a-f]{32}$'),
  account_id text not null references account (id),
  name text not null,
  password_hash text not null,
  enabled boolean not null default true,
  failed_sign_ins integer not null default 0,
  locked_until timestamptz(3),
  created_at timestamptz(3) not null,
  unique (account_id, name)
);

create table iam_group (
  id text primary key check (id ~ '^[0-9a-f]{32}$'),
  account_id text not null references account (id),
  name text not null,
  created_at timestamptz(3) not null,
  unique (account_id, name)
);

create table group_member (
  group_id text not null references iam_group (id) on delete cascade,
  user_id text not null references iam_user (id) on delete cascade,
  primary key (group_id, user_id)
);
create index group_member_user on group_member (user_id);

create table role_assignment (
  id text primary key,
  group_id text not null references iam_group (id) on delete cascade,
  role text not null,
  project_id text references project (id) on delete cascade
);
create unique index role_assignment_once on role_assignment (group_id, role, coalesce(project_id, ''));

create table auth_token (
  id text primary key,
  hash bytea not null unique check (octet_length(hash) = 32),
  account_id text not null references account (id),
  user_id text not null references iam_user (id) on delete cascade,
  project_id text references project (id) on delete cascade,
  scope text not null check (scope in ('project', 'account', 'none')),
  parent_id text references auth_token (id) on delete cascade,
  source text not null check (source in ('console', 'api')),
  issued_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  check ((scope = 'project') = (project_id is not null))
);
create index auth_token_user on auth_token (user_id, expires_at);
create index auth_token_parent on auth_token (parent_id);

create table cmk (
  id text primary key check (length(id) = 36),
  account_id text not null references account (id),
  project_id text not null references project (id),
  alias text collate "C" not null,
  description text not null default '',
  spec text not null,
  usage text not null,
  origin text not null check (origin in ('kms', 'external')),
  state text not null check (state in ('enabled', 'disabled', 'pendingDeletion', 'pendingImport')),
  is_default boolean not null default false,
  primary_version integer not null default 0 check (primary_version >= 0),
  enterprise_project_id text not null default '0',
  created_at timestamptz(3) not null,
  scheduled_deletion_at timestamptz(3),
  material_expires_at timestamptz(3),
  unique (project_id, alias),
  check ((state = 'pendingDeletion') = (scheduled_deletion_at is not null))
);
create index cmk_newest on cmk (project_id, created_at desc, id desc);

create table key_version (
  key_id text not null references cmk (id) on delete cascade,
  version integer not null check (version >= 0),
  wrapped bytea,
  binding_mac bytea,
  created_at timestamptz(3) not null,
  primary key (key_id, version),
  check ((wrapped is null) = (binding_mac is null))
);

create table trace (
  id bigint generated always as identity primary key,
  time timestamptz(3) not null,
  account_id text not null,
  project_id text,
  caller_kind text not null,
  caller_id text not null,
  caller_name text not null,
  source text not null,
  ip text not null,
  request_id text not null,
  trace_name text not null,
  resource_type text not null,
  resource_id text not null,
  alias text not null,
  outcome text not null check (outcome in ('normal', 'warning', 'incident')),
  error_code text not null,
  details jsonb not null
);
create index trace_resource on trace (resource_id, id desc);
create index trace_account on trace (account_id, project_id, id desc);

create function trace_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'traces are append-only';
end
$$;
create trigger trace_append_only before update or delete on trace
  for each row execute function trace_is_append_only();
create trigger trace_no_truncate before truncate on trace
  for each statement execute function trace_is_append_only();
