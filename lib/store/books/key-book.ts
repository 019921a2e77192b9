/**
 * The book of a key: every row that decides what the key is and who may use it. Material itself is no part of it: a blob is bound by a MAC of
 * its own, and is wrapped anew without anybody's doing; whether there is one is.
 */
import type { Key, WrappedMaterial } from "#lib/domain/key";
import { type Kind, lockOf, ms, textOf, writtenLine } from "./book-kinds";

const KEY = textOf(
  "cmk",
  "k.id",
  `k.account_id, k.project_id, k.alias, k.description, k.spec, k.usage, k.origin,
  k.state, k.is_default, k.primary_version, k.enterprise_project_id, ${ms("k.created_at")}, ${ms("k.scheduled_deletion_at")},
  ${ms("k.material_expires_at")}, k.rotation_interval, ${ms("k.next_rotation_at")}, ${ms("k.last_rotation_at")}, k.rotation_count, k.replaced_by`,
);
/** SQL over `cmk k`: the line of the key itself. */
export const KEY_LINE = KEY.line;
const VERSION = textOf(
  "key_version",
  "v.version::text",
  `v.wrapped is not null, pg_catalog.encode(v.public_key, 'hex'),
  pg_catalog.encode(v.check_value, 'hex'), ${ms("v.created_at")}`,
);
const GRANT = textOf(
  "cmk_grant",
  "g.id",
  `g.name, g.grantee, g.grantee_type, pg_catalog.to_json(g.operations), g.issuer,
  g.retiring_principal, ${ms("g.created_at")}, g.by_grantee`,
);
const ALIAS = textOf("key_alias", "a.account_id || '/' || a.region || '/' || a.name", `${ms("a.created_at")}, ${ms("a.updated_at")}`);
const TAG = textOf("tag", "t.key", "t.value, t.project_id");

/** What stays of a key that was destroyed. */
const TOMBSTONE = textOf(
  "key_tombstone",
  "s.key_id",
  `s.account_id, s.project_id, s.alias, s.spec, s.usage, s.origin,
  ${ms("s.created_at")}, s.requested_by, s.requested_by_name, ${ms("s.requested_at")}, ${ms("s.scheduled_for")}, ${ms("s.destroyed_at")},
  s.versions::text, s.blobs_destroyed, s.blobs_left`,
);

export const KEY_BOOK: Kind = {
  name: "key",
  subject: [
    { from: "cmk k", row: "k", id: "k.id", place: "''", ...KEY },
    { from: "key_tombstone s", row: "s", id: "s.key_id", place: "''", ...TOMBSTONE },
  ],
  belongings: [
    { from: "key_version v", row: "v", id: "v.key_id", place: "pg_catalog.lpad(v.version::text, 10, '0')", ...VERSION },
    { from: "cmk_grant g", row: "g", id: "g.key_id", place: "g.id", ...GRANT },
    { from: "key_alias a", row: "a", id: "a.key_id", place: "a.account_id || '/' || a.region || '/' || a.name", ...ALIAS },
    { from: "tag t", row: "t", id: "t.key_id", place: "t.key", ...TAG },
  ],
  account: null,
  lock: lockOf("cmk"),
  isEnded: null,
};

/** The book of a key that has nothing but itself and one version; `KEY_LINE` and `VERSION` say the same. */
export function newKeyLines(key: Key, material: WrappedMaterial | null): string {
  const { publicKey = null } = material ?? {};
  const version = writtenLine("key_version", String(key.primaryVersion), [
    ...[material !== null, publicKey === null ? null : Buffer.from(publicKey).toString("hex"), null, key.createdAt.getTime()],
  ]);
  return `${keyLine(key)}\n${version}`;
}

/** `KEY_LINE` of what is known of a key. */
function keyLine(key: Key): string {
  const at = (time: Date | null) => time?.getTime() ?? null;
  return writtenLine("cmk", key.id, [
    ...[key.accountId, key.projectId, key.alias, key.description, key.spec, key.usage, key.origin, key.state],
    ...[key.isDefault, key.primaryVersion, key.enterpriseProjectId, at(key.createdAt), at(key.scheduledDeletionAt)],
    ...[at(key.materialExpiresAt), key.rotationInterval, at(key.nextRotationAt), at(key.lastRotationAt), key.rotationCount, key.replacedBy],
  ]);
}

/** Name of the book of a key. */
export function keyBook(id: string): string {
  return `${KEY_BOOK.name}/${id}`;
}
