-- Searches of the trail that somebody keeps under a name, for themselves alone.
create table saved_query (
  id text primary key,
  user_id text not null references iam_user (id) on delete cascade,
  name text not null,
  -- Query of a URL: filters alone, see lib/domain/trail/trace-query.ts
  query text not null,
  created_at timestamptz(3) not null,
  unique (user_id, name)
);
