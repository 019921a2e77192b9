-- By which imported material is known again: HMAC by the integrity key over a CMAC by the material itself. It outlives the material.
alter table key_version add column check_value bytea;
create index cmk_material_expiry on cmk (material_expires_at) where material_expires_at is not null;
