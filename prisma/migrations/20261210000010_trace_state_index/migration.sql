-- The few of many traces that say what a change has made of books.
create index trace_state on trace (id) where state <> '';
