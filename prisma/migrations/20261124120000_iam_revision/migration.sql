-- Whatever decides who a caller is and what a role lets it do counts this number up, in its own transaction. What was read
-- about a caller under a number still holds as long as the number is the same.

create table iam_revision (
  id integer primary key check (id = 1),
  revision bigint not null
);
insert into iam_revision values (1, 1);

create function count_iam_revision() returns trigger language plpgsql as $$
begin
  update iam_revision set revision = revision + 1;
  return null;
end $$;

-- Deferred: the number is locked at the commit, as the last thing, so that no two transactions wait for each other.
create constraint trigger account_counts after update of name on account
  deferrable initially deferred for each row execute function count_iam_revision();
create constraint trigger iam_user_counts after update of name, enabled, account_id on iam_user
  deferrable initially deferred for each row execute function count_iam_revision();
create constraint trigger project_counts after update of name, enabled, account_id on project
  deferrable initially deferred for each row execute function count_iam_revision();
create constraint trigger group_member_counts after insert or update or delete on group_member
  deferrable initially deferred for each row execute function count_iam_revision();
create constraint trigger role_assignment_counts after insert or update or delete on role_assignment
  deferrable initially deferred for each row execute function count_iam_revision();
