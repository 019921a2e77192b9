-- Of a challenge for a sign-in: the password that was shown before it was given out, by HMAC-SHA-256 under the challenge, which this
-- database knows by its hash alone. So the answer to the challenge need not have the same password hashed once more.
alter table passkey_challenge add column shown_password bytea;
