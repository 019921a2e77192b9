-- The high-water mark, as the token has it too (lib/integrity): a database whose row is lower than the token's mark, or is not there, is
-- an older one that was put back.
create table integrity_mark (
  id integer primary key default 1 check (id = 1),
  incarnation integer not null check (incarnation > 0),
  number bigint not null check (number >= 0),
  at timestamptz(3) not null,
  mac bytea not null
);
