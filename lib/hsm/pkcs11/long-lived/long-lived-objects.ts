/**
 * The four long-lived keys of an installation (five objects: the audit key has its public half); while a domain key takes the place of
 * another there are more of that one, see `domain-keys.ts`.
 * Invariant: labels, ids and roles are written here once, and for ever: a renamed key is a lost installation.
 */

import type { Handle, Mechanism, PKCS11, Template } from "pkcs11js";
import pkcs11js from "pkcs11js";
import { plainMechanism } from "../mechanisms";
import { privateKeyTemplate, publicKeyTemplate, secretKeyTemplate, valueLength } from "../templates";
import { UnsettledTokenError } from "../token-start-error";
import { DOMAIN_KEY_LABEL, type DomainKeys, findDomainKeys, idOfDomainKey, labelOfDomainKey } from "./domain-keys";
import { findObjects } from "./find-objects";

type SecretKeyRow = {
  readonly kind: "secret";
  readonly label: string;
  readonly id: string;
  readonly mechanism: Mechanism;
  readonly template: Template;
};
type KeyPairRow = {
  readonly kind: "pair";
  readonly label: string;
  readonly id: string;
  readonly mechanism: Mechanism;
  readonly publicTemplate: Template;
  readonly privateTemplate: Template;
};
export type LongLivedRow = SecretKeyRow | KeyPairRow;

const TOKEN = { token: true } as const;
/** DER of the object identifier of NIST P-256 (RFC 5480 §2.1.1.1). */
const P256_PARAMETERS = Buffer.from("06082a8648ce3d030107", "hex");

export const LONG_LIVED_OBJECTS = {
  /** Wraps key material, and does nothing else. This row is the first generation. */
  domainKey: {
    kind: "secret",
    label: DOMAIN_KEY_LABEL,
    id: idOfDomainKey(1, null),
    mechanism: plainMechanism(pkcs11js.CKM_AES_KEY_GEN),
    template: [...secretKeyTemplate(pkcs11js.CKK_AES, "wrapping", TOKEN), ...valueLength(32)],
  },
  /** Authenticates rows, frames and tokens. */
  integrityKey: {
    kind: "secret",
    label: "kms-console integrity key",
    id: "kms-console/integrity/1",
    mechanism: plainMechanism(pkcs11js.CKM_GENERIC_SECRET_KEY_GEN),
    template: [...secretKeyTemplate(pkcs11js.CKK_GENERIC_SECRET, "mac", TOKEN), ...valueLength(32)],
  },
  /** Encrypts the product's own secrets at rest. */
  sealingKey: {
    kind: "secret",
    label: "kms-console sealing key",
    id: "kms-console/sealing/1",
    mechanism: plainMechanism(pkcs11js.CKM_AES_KEY_GEN),
    template: [...secretKeyTemplate(pkcs11js.CKK_AES, "cipher", TOKEN), ...valueLength(32)],
  },
  /** Signs checkpoints of the audit log. */
  auditKey: {
    kind: "pair",
    label: "kms-console audit key",
    id: "kms-console/audit/1",
    mechanism: plainMechanism(pkcs11js.CKM_EC_KEY_PAIR_GEN),
    publicTemplate: [
      ...publicKeyTemplate(pkcs11js.CKK_EC, "verification", TOKEN),
      { type: pkcs11js.CKA_EC_PARAMS, value: P256_PARAMETERS },
    ],
    privateTemplate: privateKeyTemplate(pkcs11js.CKK_EC, "signing", TOKEN),
  },
} as const satisfies Record<string, LongLivedRow>;

export type LongLivedName = keyof typeof LONG_LIVED_OBJECTS;
export const LONG_LIVED_NAMES = Object.keys(LONG_LIVED_OBJECTS) as LongLivedName[];
/** Those of which there is always exactly one. */
type SingleName = Exclude<LongLivedName, "domainKey">;
export type LongLivedHandles = Readonly<Record<SingleName, Handle>> & { readonly domainKeys: DomainKeys };

/** A domain key of any generation: all alike but for their names. @param madeAt null for the first, or where only its attributes matter */
export function domainKeyRow(generation: number, madeAt: Date | null = null): SecretKeyRow {
  return { ...LONG_LIVED_OBJECTS.domainKey, label: labelOfDomainKey(generation), id: idOfDomainKey(generation, madeAt) };
}

/** The label, which is what a key is found by. */
export function labelTemplate(row: LongLivedRow): Template {
  return [{ type: pkcs11js.CKA_LABEL, value: row.label }];
}

/** The id to create with: its random `mark` tells apart two keys made at the same moment, and ties the halves of a pair together. */
export function idTemplate(row: LongLivedRow, mark: Uint8Array): Template {
  return [{ type: pkcs11js.CKA_ID, value: Buffer.concat([Buffer.from(`${row.id}/`, "ascii"), mark]) }];
}

/** Handles of the secret half (the key itself, or the private key) of a long-lived key; more than one is a fault of the token, unless it is a domain key. */
export function findLongLived(module: PKCS11, session: Handle, name: LongLivedName): Handle[] {
  if (name === "domainKey") return findDomainKeys(module, session).map(({ handle }) => handle);
  const row = LONG_LIVED_OBJECTS[name];
  return findObjects(module, session, [
    { type: pkcs11js.CKA_CLASS, value: row.kind === "secret" ? pkcs11js.CKO_SECRET_KEY : pkcs11js.CKO_PRIVATE_KEY },
    { type: pkcs11js.CKA_TOKEN, value: true },
    ...labelTemplate(row),
  ]);
}

/** Every public half under the label. */
export function findPublicHalves(module: PKCS11, session: Handle, name: LongLivedName): Handle[] {
  return findObjects(module, session, [
    { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_PUBLIC_KEY },
    { type: pkcs11js.CKA_TOKEN, value: true },
    ...labelTemplate(LONG_LIVED_OBJECTS[name]),
  ]);
}

/** The public half that was made with a private one. @throws UnsettledTokenError where it is not there */
export function requireHalfOf(module: PKCS11, session: Handle, name: LongLivedName, key: Handle): Handle {
  const id = readId(module, session, key);
  const half = findPublicHalves(module, session, name).find((one) => readId(module, session, one) === id);
  if (half === undefined) throw halfMissingError(name);
  return half;
}

/** Public halves to which no private half belongs. */
export function findOrphanHalves(module: PKCS11, session: Handle, name: LongLivedName): Handle[] {
  const ids = findLongLived(module, session, name).map((key) => readId(module, session, key));
  return findPublicHalves(module, session, name).filter((half) => !ids.includes(readId(module, session, half)));
}

function readId(module: PKCS11, session: Handle, object: Handle): string {
  const value = module.C_GetAttributeValue(session, object, [{ type: pkcs11js.CKA_ID }])[0]?.value;
  return Buffer.isBuffer(value) ? value.toString("hex") : "";
}

/** The handles of all. @throws TokenStartError when one is missing, is there twice, or has attributes that are not ours */
export function requireLongLived(module: PKCS11, session: Handle): LongLivedHandles {
  const [integrityKey, sealingKey, auditKey] = (["integrityKey", "sealingKey", "auditKey"] as const).map((name) =>
    requireOne(module, session, name),
  ) as [Handle, Handle, Handle];
  return { integrityKey, sealingKey, auditKey, domainKeys: requireDomainKeys(module, session) };
}

/** Every domain key by its generation. @throws TokenStartError as `requireLongLived` */
function requireDomainKeys(module: PKCS11, session: Handle): DomainKeys {
  const found = findDomainKeys(module, session);
  if (found.length === 0) throw missingError(LONG_LIVED_OBJECTS.domainKey);
  for (const { generation, handle } of found) {
    if (found.some((other) => other.generation === generation && other.handle !== handle)) throw duplicateError("domainKey");
    requireAttributes(module, session, handle, domainKeyRow(generation));
  }
  return new Map(found.map(({ generation, handle }) => [generation, handle]));
}

function requireOne(module: PKCS11, session: Handle, name: SingleName): Handle {
  const row: LongLivedRow = LONG_LIVED_OBJECTS[name];
  const handles = findLongLived(module, session, name);
  const [handle] = handles;
  if (handle === undefined) throw missingError(row);
  if (handles.length > 1) throw duplicateError(name);
  requireAttributes(module, session, handle, row);
  if (row.kind === "pair") requirePublicHalf(module, session, name);
  return handle;
}

function missingError({ label }: LongLivedRow): UnsettledTokenError {
  return new UnsettledTokenError(
    `The token holds no "${label}": initialise the token, or restore it from the backup that belongs to this database.`,
  );
}

/** A private half alone is seen while another process makes the pair. One that stays alone is never replaced: what it has signed could not be told from a forgery any more. */
function requirePublicHalf(module: PKCS11, session: Handle, name: LongLivedName): void {
  const orphans = findOrphanHalves(module, session, name).length;
  if (findPublicHalves(module, session, name).length > orphans) return;
  throw halfMissingError(name);
}

function halfMissingError(name: LongLivedName): UnsettledTokenError {
  return new UnsettledTokenError(
    `The "${LONG_LIVED_OBJECTS[name].label}" in the token lacks its public half: restore the token from its backup.`,
  );
}

/** One label on two keys: nobody can tell which of them the stored material was wrapped under. */
export function duplicateError(name: LongLivedName): UnsettledTokenError {
  return new UnsettledTokenError(
    `The token holds more than one "${LONG_LIVED_OBJECTS[name].label}": remove the one that your stored keys do not use.`,
  );
}

/** A key somebody else put there under our label, or made extractable, must not be used. */
function requireAttributes(module: PKCS11, session: Handle, handle: Handle, row: LongLivedRow): void {
  if (hasAttributes(module, session, handle, row.kind === "secret" ? row.template : row.privateTemplate)) return;
  // Another process may be just writing it, one attribute after the other.
  throw new UnsettledTokenError(`The "${row.label}" in the token has other attributes than this product gives it: do not use this token.`);
}

/** Whether an object says what the template says in everything that is true or false: place, sensitivity, usages. */
export function hasAttributes(module: PKCS11, session: Handle, handle: Handle, template: Template): boolean {
  return template.every(({ type, value }) => {
    if (typeof value !== "boolean") return true;
    const [read] = module.C_GetAttributeValue(session, handle, [{ type }]);
    return (read?.value?.[0] === 1) === value;
  });
}
