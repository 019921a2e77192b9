-- What a change of books has made of them, so that whoever has the trail can follow how the rows of today came about.
alter table trace add column state text not null default '';

-- A seal is written over with each change of its book: with room beside it no index has to be told.
alter table integrity_seal set (fillfactor = 70);
