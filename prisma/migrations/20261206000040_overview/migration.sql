-- What the overview counts and looks ahead to, without reading every key of a project.
create index cmk_kinds on cmk (project_id, state, spec) where not is_default;
create index cmk_rotation_coming on cmk (project_id, next_rotation_at) where state = 'enabled' and next_rotation_at is not null;
create index cmk_deletion_coming on cmk (project_id, scheduled_deletion_at) where state = 'pendingDeletion';
create index cmk_expiry_coming on cmk (project_id, material_expires_at) where material_expires_at is not null;
