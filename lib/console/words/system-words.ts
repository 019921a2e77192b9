/** Words of the System page: what this installation is made of, and its security statement. */
import { count, plural } from "./plural";

export const systemWords = {
  title: "System",
  lead: "What this installation is made of, and whether it is well.",
  error: "The system cannot be described",
  forbidden: "You may not see the system",
  forbiddenHint: "It takes kms:cmk:getQuota in this project, which your policies do not allow. Ask a security administrator.",
  loading: "Asking HSM and database",
  hsm: "Hardware security module",
  softwareToken: "Software token",
  softwareTokenWarning:
    "This is a software token: its keys lie in files of this machine and in its memory, not in protected hardware. It is for trying and testing; for keys that matter, connect a hardware security module.",
  database: "Database",
  roles: "Roles",
  rolesOf: {
    separate: "The role that this service works by owns nothing",
    owner_only: "One role for everything",
  },
  ownerOnlyWarning:
    "The role that this service works by owns the database, so whoever has its password can disable triggers, change tables and remove traces. Give the service a role that owns nothing, and name the owner in KMS_DATABASE_OWNER_URL.",
  schema: "Schema",
  schemaIsWell: "As this version makes it",
  schemaDiffers: (differences: number) => `${plural(differences, "difference")} from what this version makes`,
  schemaWarning: (difference: string) => `Somebody has changed the database: ${difference}.`,
  rows: "Rows of keys",
  rowsAreWell: "As this service has written them",
  rowsAltered: (rows: number) => `${plural(rows, "row")} written by somebody else`,
  rowsWarning: (rows: number) =>
    `Somebody has changed ${plural(rows, "row")} of keys in the database. Those keys are not used. Which they are is in the audit traces (integrityIncident), and told by npm run admin -- integrity check.`,
  mark: "Older copies",
  markKept: "Found by a mark in the token",
  markNotKept: "Not found: this token keeps no mark",
  quotas: "Quotas and version",
  status: "Status",
  statuses: { ok: "Healthy", failing: "Failing" },
  label: "Token",
  manufacturer: "Manufacturer",
  model: "Model",
  serial: "Serial number",
  library: "PKCS#11 library",
  oaep: "RSAES_OAEP_SHA_256",
  oaepPlaces: {
    token: "Wholly in the HSM",
    host: "RSA step in the HSM, decoding in this service, in constant time",
  },
  keysUsed: (used: number, quota: number) => `${count(used)} of ${plural(quota, "key")} in this project`,
  grantsTitle: "Grants",
  grants: (quota: number) => `Up to ${plural(quota, "grant")} a key`,
  version: "Version",
  security: "Security statement",
  statements: {
    software:
      "The token here is a software token. What is said of the HSM below is done by a program on this machine, and holds against nobody who can read its files or its memory.",
    common: [
      "Key material is made inside the HSM. It is stored in the database only wrapped under a key that cannot leave the HSM, and bound to its key by a MAC of the HSM.",
      "Signing, decrypting, and encrypting with symmetric keys happen inside the HSM. In use, a private key there can either sign or decrypt, and cannot be extracted.",
      "Public keys are no secret: encrypting with RSA runs in this service, with a public key that the HSM has vouched for.",
      "Imported key material comes encrypted under a wrapping key that was made inside the HSM for this one import. A private key, with its temporary key, passes through the memory of this service, where it is checked before the HSM takes it; its buffers are wiped at once, the numbers of an RSA key stay until Node.js reuses their memory.",
      "Plaintext that the API is given or gives passes through the memory of this service and is wiped there after use, as far as Node.js allows. It is never logged or traced.",
    ],
    imports: (algorithms: readonly string[]) =>
      algorithms.length === 0
        ? "Imported AES keys: this HSM does the RSA step; the key then passes through the memory of this service, where it is decoded in constant time, handed to the HSM and wiped."
        : `Imported AES keys are unwrapped wholly in this HSM under ${algorithms.join(" and ")}; under the other wrapping algorithms they pass through the memory of this service, where they are decoded in constant time, handed to the HSM and wiped.`,
    token: "This HSM decrypts RSAES_OAEP_SHA_256 wholly by itself.",
    host: "This HSM does only the RSA step of RSAES_OAEP_SHA_256. The padded message then passes through the memory of this service, where it is decoded in constant time and wiped.",
  },
} as const;

const WAITING_COUNTED = 10_000;

export const forwardingWords = {
  title: "Forwarding of traces",
  lead: "Who is sent every trace, at least once and in order. What a receiver has not taken waits in the trail.",
  receiver: "Receiver",
  names: { webhook: "Webhook", syslog: "Syslog" },
  status: "Status",
  failing: (times: number) => (times === 0 ? "Nobody forwards to it" : `Failing (${plural(times, "time")} in a row)`),
  until: "Delivered until",
  waiting: "Waiting",
  /** Followed by the time of the first. */
  since: (waiting: number) => `${waiting > WAITING_COUNTED ? `Over ${count(WAITING_COUNTED)}` : count(waiting)} since`,
  nothing: "Nothing",
  lastFailure: "Last failure",
} as const;
