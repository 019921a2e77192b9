-- What is kept of a person, and what a user's name looks like.

alter table iam_user
  add column email text not null default '',
  add column areacode text not null default '',
  add column phone text not null default '',
  add column access_mode text not null default 'default' check (access_mode in ('default', 'programmatic', 'console')),
  add column pwd_status boolean,
  add column xuser_id text not null default '',
  add column xuser_type text not null default '',
  add column default_project_id text references project (id) on delete set null,
  add column updated_at timestamptz(3),
  add column last_sign_in_at timestamptz(3),
  -- The database has no table of characters that look alike, so it is filled when somebody is to be called anew; null until then. It is
  -- not unique: users who look alike may be there already, and stay.
  add column name_skeleton text collate "C";
create index iam_user_looks on iam_user (account_id, name_skeleton);
create index iam_user_default_project on iam_user (default_project_id) where default_project_id is not null;
