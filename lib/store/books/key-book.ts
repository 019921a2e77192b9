/**
 * The book of a key: every row that decides what the key is and who may use it. Material itself is no part of it: a blob is bound by a MAC of
 * its own, and is wrapped anew without anybody's doing; whether there is one is.
 */
import { type Kind, line, lockOf, ms } from "./book-kinds";

const KEY = line(
  "cmk",
  "k.id",
  `k.account_id, k.project_id, k.alias, k.description, k.spec, k.usage, k.origin,
  k.state, k.is_default, k.primary_version, k.enterprise_project_id, ${ms("k.created_at")}, ${ms("k.scheduled_deletion_at")},
  ${ms("k.material_expires_at")}, k.rotation_interval, ${ms("k.next_rotation_at")}, ${ms("k.last_rotation_at")}, k.rotation_count, k.replaced_by`,
);
const VERSION = line(
  "key_version",
  "v.version::text",
  `v.wrapped is not null, pg_catalog.encode(v.public_key, 'hex'),
  pg_catalog.encode(v.check_value, 'hex'), ${ms("v.created_at")}`,
);
const GRANT = line(
  "cmk_grant",
  "g.id",
  `g.name, g.grantee, g.grantee_type, pg_catalog.to_json(g.operations), g.issuer,
  g.retiring_principal, ${ms("g.created_at")}, g.by_grantee`,
);
const ALIAS = line("key_alias", "a.account_id || '/' || a.region || '/' || a.name", `${ms("a.created_at")}, ${ms("a.updated_at")}`);
const TAG = line("tag", "t.key", "t.value, t.project_id");

/** What stays of a key that was destroyed. */
const TOMBSTONE = line(
  "key_tombstone",
  "s.key_id",
  `s.account_id, s.project_id, s.alias, s.spec, s.usage, s.origin,
  ${ms("s.created_at")}, s.requested_by, s.requested_by_name, ${ms("s.requested_at")}, ${ms("s.scheduled_for")}, ${ms("s.destroyed_at")},
  s.versions::text, s.blobs_destroyed, s.blobs_left`,
);

export const KEY_BOOK: Kind = {
  name: "key",
  subject: [
    { from: "cmk k", row: "k", id: "k.id", place: "''", line: KEY },
    { from: "key_tombstone s", row: "s", id: "s.key_id", place: "''", line: TOMBSTONE },
  ],
  belongings: [
    { from: "key_version v", row: "v", id: "v.key_id", place: "pg_catalog.lpad(v.version::text, 10, '0')", line: VERSION },
    { from: "cmk_grant g", row: "g", id: "g.key_id", place: "g.id", line: GRANT },
    { from: "key_alias a", row: "a", id: "a.key_id", place: "a.account_id || '/' || a.region || '/' || a.name", line: ALIAS },
    { from: "tag t", row: "t", id: "t.key_id", place: "t.key", line: TAG },
  ],
  account: null,
  lock: lockOf("cmk"),
  isEnded: null,
};

/** Name of the book of a key. */
export function keyBook(id: string): string {
  return `${KEY_BOOK.name}/${id}`;
}
