-- Receivers to whom the trail is forwarded, and how that fares; how far each has come is in trace_cursor, under the same name.
create table audit_receiver (
  name text primary key,
  -- Whether the settings of whoever keeps the trail name it
  wanted boolean not null,
  -- When somebody last looked whether there is anything for it
  looked_at timestamptz(3) not null,
  -- Time of the last trace that it has taken, and when that was
  delivered_until timestamptz(3),
  delivered_at timestamptz(3),
  delivered bigint not null default 0,
  failed_at timestamptz(3),
  failure text not null default '',
  failures bigint not null default 0,
  failures_in_a_row integer not null default 0
);
