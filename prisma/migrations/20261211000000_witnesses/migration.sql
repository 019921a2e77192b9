-- Witnesses of the sealed log (lib/audit/witness): whose cosignatures a checkpoint has, and how each witness fares.

alter table audit_checkpoint
  -- Lines of cosignatures, to be put after the note; each was verified
  add column cosignatures text not null default '',
  -- How many there are
  add column cosigners integer not null default 0;
-- Of those with so many the largest.
create index audit_checkpoint_cosigned on audit_checkpoint (cosigners, size) where cosigners > 0;

create table audit_witness (
  name text primary key,
  -- Whether the settings of whoever keeps the trail name it
  wanted boolean not null,
  -- The checkpoint that it cosigned last, and when
  incarnation integer,
  size bigint,
  cosigned_at timestamptz(3),
  failed_at timestamptz(3),
  failure text not null default '',
  failures bigint not null default 0,
  failures_in_a_row integer not null default 0
);
