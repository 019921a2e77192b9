-- Public halves of key pairs: DER SubjectPublicKeyInfo, bound to the row by the same MAC as the wrapped private half.
alter table key_version add column public_key bytea;
alter table key_version add check (public_key is null or wrapped is not null);
