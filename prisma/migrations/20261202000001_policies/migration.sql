-- Policies that accounts make, and where policies are held. Invariant: what a policy says and where it is held counts up the number of its
-- account, so that nothing read before a change outlives it.

create table policy (
  id text primary key,
  account_id text not null references account (id),
  -- As clients know it: custom_{account}_{number}, given once.
  name text not null unique,
  display_name text not null,
  type text not null check (type in ('AX', 'XA')),
  description text not null,
  -- As it was given: nothing added, nothing sorted.
  document json not null,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null
);
create unique index policy_display_name on policy (account_id, display_name);

create function policy_counts() returns trigger language plpgsql as $$
begin
  perform count_iam_revision(array[old.account_id, new.account_id]);
  return null;
end $$;
create constraint trigger policy_counts after update on policy
  deferrable initially deferred for each row execute function policy_counts();
create trigger policy_truncation_counts after truncate on policy for each statement execute function every_account_counts();

-- A system role by its name, or a policy of the account; in one project, in all, or on the account itself.
alter table role_assignment
  add column policy_id text references policy (id) on delete cascade,
  add column scope text;
create index role_assignment_policy on role_assignment (policy_id) where policy_id is not null;

drop index role_assignment_once;
update role_assignment set scope = case when project_id is null then 'allProjects' else 'project' end;
insert into role_assignment (id, group_id, role, project_id, scope)
  select replace(gen_random_uuid()::text, '-', ''), group_id, role, null, 'account' from role_assignment where scope = 'allProjects';

-- Instances of the version before know no scopes: what they give without a project is for all projects and for the account.
create function role_assignment_scope() returns trigger language plpgsql as $$
begin
  if new.scope is not null then return new; end if;
  if new.project_id is not null then
    new.scope := 'project';
    return new;
  end if;
  insert into role_assignment (id, group_id, role, scope)
    values (replace(gen_random_uuid()::text, '-', ''), new.group_id, new.role, 'account') on conflict do nothing;
  new.scope := 'allProjects';
  return new;
end $$;
create trigger role_assignment_scope before insert on role_assignment for each row execute function role_assignment_scope();

-- What the rows above have set off is counted now: a table cannot be altered while it waits.
set constraints all immediate;

alter table role_assignment
  alter column scope set not null,
  add check (scope in ('project', 'allProjects', 'account')),
  add check ((scope = 'project') = (project_id is not null)),
  -- Either a role or a policy.
  add check ((role = '') = (policy_id is not null));
create unique index role_assignment_once on role_assignment (group_id, role, coalesce(policy_id, ''), scope, coalesce(project_id, ''));
