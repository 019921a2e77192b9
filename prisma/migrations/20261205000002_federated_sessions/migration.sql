-- Somebody whom the identity provider vouches for and who is in groups here alone has no user: who it is goes with the session. Instances of
-- the version before join the user, so that they know none of these tokens.
alter table session alter column user_id drop not null;
alter table session add column federated_id text;
alter table session add column federated_name text;
alter table session add column federated_groups text[] not null default '{}';
alter table session add constraint session_of_somebody check ((user_id is null) = (federated_id is not null and federated_name is not null));
create index session_federated_id_idx on session (federated_id) where federated_id is not null;

alter table auth_token alter column user_id drop not null;
alter table auth_token add constraint auth_token_of_somebody check (user_id is not null or session_id is not null);
