-- Whatever decides who a caller is and what a role lets it do counts up a number of the caller's account, in its own transaction, so
-- that what was read about callers of other accounts still holds. Invariants: a user's tokens and groups are of the user's account; no
-- number is given twice, be it to different accounts; and a table of those that decide cannot be emptied without counting.

create sequence iam_revision_number;
create table account_iam_revision (
  account_id text primary key references account (id) on delete cascade,
  revision bigint not null
);
insert into account_iam_revision (account_id, revision) select id, nextval('iam_revision_number') from account;

drop trigger account_counts on account;
drop trigger iam_user_counts on iam_user;
drop trigger project_counts on project;
drop trigger group_member_counts on group_member;
drop trigger role_assignment_counts on role_assignment;
drop function count_iam_revision();

-- The number for all accounts is counted too: by it go instances of the version before, as long as they are not replaced. It comes
-- first, so that no two transactions wait for each other in a circle, however many accounts each of them changes.
create function count_iam_revision(accounts text[]) returns void language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  update iam_revision set revision = revision + 1;
  insert into account_iam_revision (account_id, revision)
    select id, nextval('iam_revision_number') from account where id = any(accounts)
    on conflict (account_id) do update set revision = nextval('iam_revision_number');
end $$;

create function account_counts() returns trigger language plpgsql as $$
begin
  perform count_iam_revision(array[new.id]);
  return null;
end $$;
-- Of a user or a project that has moved, both accounts.
create function belonging_counts() returns trigger language plpgsql as $$
begin
  perform count_iam_revision(array[old.account_id, new.account_id]);
  return null;
end $$;
create function group_member_counts() returns trigger language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  perform count_iam_revision(array(select account_id from iam_user where id in (old.user_id, new.user_id)
    union select account_id from iam_group where id in (old.group_id, new.group_id)));
  return null;
end $$;
-- Those who were members of a group that is gone are counted by their membership, which went with it.
create function role_assignment_counts() returns trigger language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  perform count_iam_revision(array(select account_id from iam_group where id in (old.group_id, new.group_id)));
  return null;
end $$;
create function every_account_counts() returns trigger language plpgsql as $$
begin
  perform count_iam_revision(array(select id from account));
  return null;
end $$;

-- Deferred: the number is locked at the commit, as the last thing, so that no two transactions wait for each other.
create constraint trigger account_counts after insert or update of name on account
  deferrable initially deferred for each row execute function account_counts();
create constraint trigger iam_user_counts after update of name, enabled, account_id on iam_user
  deferrable initially deferred for each row execute function belonging_counts();
create constraint trigger project_counts after update of name, enabled, account_id on project
  deferrable initially deferred for each row execute function belonging_counts();
create constraint trigger group_member_counts after insert or update or delete on group_member
  deferrable initially deferred for each row execute function group_member_counts();
create constraint trigger role_assignment_counts after insert or update or delete on role_assignment
  deferrable initially deferred for each row execute function role_assignment_counts();

-- A truncation fires none of these, and cannot be deferred.
create trigger iam_user_truncation_counts after truncate on iam_user for each statement execute function every_account_counts();
create trigger project_truncation_counts after truncate on project for each statement execute function every_account_counts();
create trigger iam_group_truncation_counts after truncate on iam_group for each statement execute function every_account_counts();
create trigger group_member_truncation_counts after truncate on group_member
  for each statement execute function every_account_counts();
create trigger role_assignment_truncation_counts after truncate on role_assignment
  for each statement execute function every_account_counts();
