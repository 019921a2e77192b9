-- null of a person. A cloud service signs its requests, has no password and is in no group.
alter table iam_user add column service text check (service in ('obs', 'evs', 'ims'));
