-- What callers with few rights may take: an alias and a place in the quota while a key pair is being made, and their part of a
-- key's grants.

-- A key that is being made. It is no key yet: nothing lists, counts or finds it, but its alias is taken and its place in the quota
-- too. Whoever dies meanwhile leaves a row that soon counts for nothing.
create table key_reservation (
  key_id text primary key,
  project_id text not null references project (id) on delete cascade,
  alias text collate "C" not null,
  expires_at timestamptz(3) not null,
  unique (project_id, alias)
);

-- Whether whoever made the grant came by another grant. Of those that there are, what users of other accounts made is known to be so.
alter table cmk_grant add column by_grantee boolean not null default false;
update cmk_grant set by_grantee = true from cmk
  where cmk.id = cmk_grant.key_id
    and not exists (select 1 from iam_user where iam_user.id = cmk_grant.issuer and iam_user.account_id = cmk.account_id);
