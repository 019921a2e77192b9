-- Nobody gives a cloud service a password, an instance of the version before neither.
alter table iam_user add constraint service_has_no_password check (service is null or password_hash = '');
