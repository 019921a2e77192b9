-- The runtime role owns nothing. Of what needs the owner while the product runs there is one thing: months of the trail, made ahead. So this
-- runs as the owner, whoever calls it; a few years ahead at most, and with names that nobody else can lead elsewhere.
alter function make_trace_months(integer) security definer;
alter function make_trace_months(integer) set search_path = public, pg_temp;
revoke execute on function make_trace_months(integer) from public;

-- What was found that cannot be honest. Once for each, until it is gone; the product itself can remove none.
create table integrity_incident (
  id bigint generated always as identity primary key,
  -- Who found it: each ends only its own
  source text not null,
  kind text not null,
  name text not null,
  what text not null,
  found_at timestamptz(3) not null,
  -- When it was seen last
  seen_at timestamptz(3) not null,
  -- Since when it is no longer there
  ended_at timestamptz(3)
);
create unique index integrity_incident_open on integrity_incident (source, kind, name, what) where ended_at is null;
