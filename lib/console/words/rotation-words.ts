/** Words of the Rotation Policy tab, of the key that takes another one's place, and of what stays of deleted keys (guide §2.7, §2.4.4). */
import type { KeyUsage } from "#lib/domain/key-spec";
import { ROTATION_INTERVAL_MAX, ROTATION_INTERVAL_MIN } from "#lib/domain/rotation";
import { plural } from "./plural";

/** What each version of a key of this usage does; only AES keys have several. */
const VERSION_USES = {
  ENCRYPT_DECRYPT: { current: "Encrypts and decrypts", retained: "Decrypts only" },
  SIGN_VERIFY: { current: "Signs and verifies", retained: "Verifies only" },
  GENERATE_VERIFY_MAC: { current: "Makes and checks codes", retained: "Checks codes only" },
} as const;

/** What a key that was replaced is kept for. */
const STILL_POSSIBLE = {
  ENCRYPT_DECRYPT: "what it encrypted can be decrypted",
  SIGN_VERIFY: "what it signed can be verified",
  GENERATE_VERIFY_MAC: "the codes it made can be checked",
} as const;

export const rotationWords = {
  tab: "Rotation Policy",
  switch: "Key rotation",
  on: "On",
  off: "Off",
  lead: "KMS makes a new version of the key when the period ends. It encrypts from then on; what older versions encrypted is still decrypted. ID, alias, description, tags and grants stay as they are.",
  whileDisabled:
    "A disabled key is not rotated. The policy is kept: if the period has ended when the key is enabled again, it is rotated at once.",
  whilePending:
    "A key pending deletion is not rotated. The policy is kept: if the period has ended when the key is enabled again, it is rotated at once.",
  facts: "Rotation of the key",
  period: "Rotation period",
  days: (days: number) => plural(days, "day"),
  editPeriod: "Edit period",
  last: "Last rotation",
  number: "Number of rotations",
  next: "Next rotation",
  never: "Never",
  none: "None planned",
  noPeriod: "Not set",
  overdue: "Due now",
  waiting: "Waits until the key is enabled",
  error: "The rotation policy could not be loaded",
  loading: "Loading the rotation policy",
  forbidden: "You may not see the rotation policy",

  enableTitle: "Enable Rotation Policy",
  enableLead:
    "The new rotation period starts when the setting takes effect. If the key is used frequently, choose a short period; otherwise a long one.",
  editTitle: "Edit Rotation Period",
  editLead: "A new period of this length starts now, however much of the old one has passed.",
  periodLabel: "Rotation period (days)",
  periodHint: `A whole number from ${ROTATION_INTERVAL_MIN} to ${ROTATION_INTERVAL_MAX}.`,
  periodInvalid: `Enter a whole number of days from ${ROTATION_INTERVAL_MIN} to ${ROTATION_INTERVAL_MAX}.`,
  nextOn: "Next rotation",
  unknownDate: "–",
  disableTitle: "Disable Rotation Policy",
  disableLead: "The key is no longer rotated by itself. Its versions stay, and everything they encrypted can still be decrypted.",
  enabled: "Rotation policy enabled successfully",
  edited: "Rotation period changed successfully",
  disabled: "Rotation policy disabled successfully",

  rotateNow: "Rotate now",
  rotateTitle: "Rotate Key",
  rotateLead:
    "A new version is made in the HSM at once and encrypts from then on. Older versions still decrypt what they encrypted. A rotation cannot be undone; the plan stays as it is.",
  rotated: "Key rotated successfully",

  versions: "Versions",
  loadingVersions: "Loading the versions",
  versionsError: "The versions could not be loaded",
  version: "Version",
  created: "Creation Time",
  use: "Use",
  versionUses: VERSION_USES,
  current: "Current",
  withoutMaterial: "Without key material",

  /** Table 2-12, by the reason for which a key cannot be rotated. */
  refusals: {
    defaultKeyProtected: "Default master keys cannot be rotated.",
    externalKeyNotRotatable: "A key with imported key material can only be manually rotated: create a new key in its place.",
    keyPairNotRotatable: "An asymmetric key can only be manually rotated: create a new key in its place.",
    hmacKeyNotRotatable: "An HMAC key can only be manually rotated: create a new key in its place.",
  } as Readonly<Record<string, string>>,
  notRotatable: "Cannot be rotated automatically",
  neverRotated: "Cannot be rotated",

  replace: "Replace this key",
  replaceTitle: "Replace Key",
  replaceLead: (usage: KeyUsage) =>
    `Manual rotation: a new key with the same algorithm, usage, origin and description takes this one's place. This key stays as it is, so that ${STILL_POSSIBLE[usage]}, and the two are linked.`,
  replaceExternal: "The new key waits for its own key material: import it next.",
  newAlias: "Alias of the new key",
  takesOver: "The new key takes over",
  takesOverNothing: "This key has no tags, grants, alias objects or rotation policy to take over.",
  loadingSettings: "Loading tags, grants and alias objects",
  tag: (key: string, value: string) => (value === "" ? `Tag ${key}` : `Tag ${key} = ${value}`),
  grant: (name: string, type: string, grantee: string) =>
    `Grant ${name === "" ? "" : `${name} `}to ${type === "domain" ? "account" : "user"} ${grantee}`,
  alias: (alias: string) => `${alias} moves to the new key; applications that use it work with the new key from now on`,
  findingAlias: "Looking for a free alias",
  aliasTooEarly: "Alias objects can be moved, and grants created, once the new key has its key material.",
  policy: (days: number) => `Rotation policy: every ${plural(days, "day")}`,
  replaced: "Key replaced successfully",
  replacedBy: "This key was replaced by",
  replacedHint: (usage: KeyUsage) => `It stays, so that ${STILL_POSSIBLE[usage]}. Use the new key from now on.`,
  replaces: "This key replaces",
  deletedMeanwhile: "(deleted)",
} as const;

export const deletedWords = {
  title: "This key was deleted",
  lead: (date: string) =>
    `Its key material was destroyed on ${date}. What was encrypted with it cannot be decrypted any more. This record stays for audit.`,
  facts: "Record of the deletion",
  requestedBy: "Deletion requested by",
  requestedOn: "Requested on",
  scheduledFor: "Scheduled for",
  destroyedOn: "Destroyed on",
  proof: "Proof",
  proofText: (destroyed: number, left: number) =>
    `${plural(destroyed, "wrapped key material")} destroyed; ${left} found by the look afterwards.`,
  versions: "Destroyed versions",
  digest: "SHA-256 of the wrapped key material",
  unknown: "Unknown",
} as const;

export const jobWords = {
  title: "Jobs",
  lead: "What happens without anybody calling, once over all instances.",
  job: "Job",
  status: "Status",
  last: "Last run",
  next: "Next run",
  failures: "Failures",
  never: "Never",
  failing: (times: number) => `Failing (${plural(times, "time")} in a row)`,
  lastFailure: "Last failure",
} as const;
