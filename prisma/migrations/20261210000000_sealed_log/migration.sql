-- The sealed log (lib/audit/seal): the hashes of the trail's rows, in the order of their numbers, as a Merkle tree (RFC 9162 §2.1) cut into
-- tiles of 256 (C2SP tlog-tiles), and checkpoints of it that the token's audit key has signed.

-- Level 0 holds hashes of leaves, each other level the hashes of the full tiles below. Only the last tile of a level ever grows.
create table audit_tile (
  level integer not null check (level >= 0),
  place bigint not null check (place >= 0),
  -- 32 bytes each
  hashes bytea not null check (octet_length(hashes) between 32 and 8192 and octet_length(hashes) % 32 = 0),
  -- At level 0 the numbers of the traces, in the same order; else none
  trace_ids bigint[] not null default '{}',
  primary key (level, place),
  check (level > 0 or cardinality(trace_ids) * 32 = octet_length(hashes))
);
-- Hashes cannot be made smaller.
alter table audit_tile alter column hashes set storage external;
-- In which tile a trace is.
create index audit_tile_first_trace on audit_tile ((trace_ids[1])) where level = 0;

create table audit_checkpoint (
  -- One more than how often an older database was accepted
  incarnation integer not null check (incarnation > 0),
  -- Leaves in the tree
  size bigint not null check (size > 0),
  at timestamptz(3) not null,
  -- The signed note (C2SP tlog-checkpoint)
  text text not null,
  primary key (incarnation, size)
);
create index audit_checkpoint_size on audit_checkpoint (size, incarnation);
create index audit_checkpoint_at on audit_checkpoint (at);

-- What was verified last of the rows that are sealed; one row, for people.
create table audit_verification (
  id integer primary key default 1 check (id = 1),
  at timestamptz(3) not null,
  -- Leaves, from the first to the one before the end
  begins bigint not null,
  ends bigint not null,
  -- How many rows or tiles were not as they were sealed
  wrong integer not null
);
