-- Whether a session was begun by an ID token of the identity provider, which then answers for the second factor too.
alter table session add column is_by_id_token boolean not null default false;
