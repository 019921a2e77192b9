/**
 * Columns, or whole tables, of the database by which whoever owns it gains nothing, each with its reason; and what a test writes into the
 * others.
 */

type Reasons = Readonly<Record<string, string>>;

const COUNTS = "is a figure that is shown, and decides nothing";
const TRAIL = "is the trail, which decides about no call";
const WORK = "says which work is begun, and what that does rests on rows that are sealed";
const GUESSES = "has whoever guesses wait less, and each wrong try is in the trail";
const SEALED = "decides about no call, and a change of it is found by the verification of the log";
const NOTE = "is a note for people";

export const HARMLESS: Reasons = {
  "access_key.failed_signatures": "is not used any more",
  "access_key.last_used_at": COUNTS,
  "access_key.locked_until": "is not used any more",
  account_iam_revision: "says that what was read of callers holds no more: another number only has them read anew",
  audit_checkpoint: SEALED,
  audit_receiver: NOTE,
  audit_retention: "has a MAC of its own, over all that says what is gone",
  audit_tile: SEALED,
  audit_verification: NOTE,
  audit_witness: "says who was asked last for what, and a witness itself says what it has cosigned",
  deletion_sighting: "puts a deletion off; when it is due is in the sealed row of the key",
  domain_key: "the token says how old its keys are, and destroys none by this alone",
  iam_revision: "is for instances of the version before",
  "iam_user.failed_sign_ins": "is not used any more",
  "iam_user.last_sign_in_at": COUNTS,
  "iam_user.locked_until": "is not used any more",
  "iam_user.name_skeleton": "keeps two users from looking alike, and no more",
  integrity_bound: "has a MAC of its own, and is read when the product starts",
  integrity_incident: NOTE,
  integrity_key: "has a MAC of its own, and is wrapped in the token",
  integrity_mark: "has a MAC of its own, and the token has the number too",
  job_run: WORK,
  key_name: "finds keys, of which the rows themselves are shown",
  key_reservation: "keeps a name free for a while",
  key_shadow: "only has it said of calls that they would fail",
  key_terms: "finds keys, of which the rows themselves are shown",
  key_use: COUNTS,
  "key_version.binding_mac": "is the material's own MAC",
  "key_version.domain_key": "is bound by the material's own MAC, and changes when material is wrapped anew",
  "key_version.wrapped": "is bound by the material's own MAC",
  "kms_jobs.archive": WORK,
  "kms_jobs.job": WORK,
  "kms_jobs.queue": WORK,
  "kms_jobs.schedule": WORK,
  "kms_jobs.subscription": WORK,
  "kms_jobs.version": WORK,
  known_place: GUESSES,
  "passkey.last_used_at": COUNTS,
  passkey_challenge: "the answer to a challenge is signed by a passkey, and that a password was shown is sealed",
  "project.key_count": "bounds how many keys there are",
  "project.key_total": "bounds how many keys there are",
  _prisma_migrations: "the schema itself is compared, hourly",
  saved_query: NOTE,
  "session.last_used_at": COUNTS,
  session_secret: "is sealed by the token",
  throttle: GUESSES,
  trace: TRAIL,
  trace_cursor: "says what of the trail was counted or sent",
  trace_hour: COUNTS,
  trace_removal: "is empty but within a transaction of the owner's",
  trace_retention: "says how old what is removed must be, and what is removed is in the sealed log",
};

/** By another value here there is no such thing any more, which does as little as a refusal. */
export const GONE: Reasons = {
  "access_key.access": "nobody has an access key of that name",
  "account.id": "the token and the access key are of an account that is not there",
  "auth_token.account_id": "the token is of an account that is not there",
  "auth_token.hash": "nobody has the token",
  "auth_token.user_id": "the token is of a user who is not there",
  "cmk.id": "the key is another one, which is not there for anybody",
  "cmk.project_id": "a key of another project is not found",
  "iam_user.enabled": "a disabled user is refused",
  "iam_user.id": "the token and the access key are of a user who is not there",
  "key_tombstone.key_id": "another key was destroyed",
  "key_tombstone.project_id": "a key of another project was destroyed",
};

/** What another value is where none that fits the type alone would do. SQL. */
export const OTHER_VALUES: Readonly<Record<string, string>> = {
  "cmk.state": "'disabled'",
  "cmk.spec": "'AES_128'",
  "cmk.usage": "'GENERATE_VERIFY_MAC'",
  "cmk.origin": "'external'",
  "cmk.rotation_interval": "90",
  "cmk.next_rotation_at": "now()",
  "cmk_grant.grantee_type": "'domain'",
  // Of a user it is in the book of the user; then in this one too.
  "revoked_token.account_id": "(select u.account_id from iam_user u where u.id = user_id)",
  "auth_token.expires_at": "expires_at + interval '1 year'",
};

const BY_TYPE: Readonly<Record<string, (column: string) => string>> = {
  text: (column) => `coalesce(${column}, '') || 'x'`,
  integer: (column) => `coalesce(${column}, 0) + 1`,
  bigint: (column) => `coalesce(${column}, 0) + 1`,
  boolean: (column) => `not coalesce(${column}, false)`,
  bytea: () => "'\\x00'",
  json: () => "'{}'",
  jsonb: () => "'{}'",
  ARRAY: (column) => `${column} || 'describe-key'::text`,
  "timestamp with time zone": (column) => `coalesce(${column}, now()) + interval '1 day'`,
};

/** @returns SQL; null for a type of which nobody has said what another value is */
export function otherValue({ table, column, type }: { table: string; column: string; type: string }): string | null {
  return OTHER_VALUES[`${table}.${column}`] ?? BY_TYPE[type]?.(column) ?? null;
}
