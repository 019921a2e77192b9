/**
 * Material in and out of its wrapping.
 * Invariant: clear material is extractable only between its making and its wrapping, can do nothing but be wrapped, and is destroyed at once.
 */

import type { Handle, PKCS11, Template } from "pkcs11js";
import pkcs11js from "pkcs11js";
import { KEY_SPECS, type KeySpec, keyBytes } from "#lib/domain/key-spec";
import { WRAPPING_KEY_SPEC } from "#lib/domain/wrapping-algorithm";
import type { BoundMaterial, WrappingKey } from "#lib/hsm/port";
import { hasAttributes } from "../long-lived/long-lived-objects";
import { plainMechanism, toBuffer } from "../mechanisms";
import { parametersTemplate, pointOf, readPublicHalf } from "../pairs/public-half";
import { persistentModule } from "../session/persist";
import type { Capabilities } from "../start/capabilities";
import {
  extractable,
  isPrivateUsage,
  privateKeyTemplate,
  publicKeyTemplate,
  type Role,
  secretKeyTemplate,
  valueLength,
} from "../templates";
import { withObject } from "../token-crypto";

/** RFC 5649: at most two blocks of 8 bytes more than the material. */
const WRAPPING_BYTES = 16;
/** More than the wrapped PKCS#8 form of any private key here; RSA_4096 takes about 2,400. */
const WRAPPED_PAIR_ROOM = 4096;
/** NSS asks for the public point under a number of its own when it unwraps an EC private key. */
const CKA_NSS_DB = 0xd5a0db00;

type SecretSpecRow = { readonly keyType: number; readonly generation: number; readonly role: "derivation" | "mac" };
const SECRETS = {
  symmetric: { keyType: pkcs11js.CKK_AES, generation: pkcs11js.CKM_AES_KEY_GEN, role: "derivation" },
  hmac: { keyType: pkcs11js.CKK_GENERIC_SECRET, generation: pkcs11js.CKM_GENERIC_SECRET_KEY_GEN, role: "mac" },
} as const satisfies Record<string, SecretSpecRow>;

type PairSpecRow = { readonly keyType: number; readonly generation: number };
const PAIRS = {
  rsa: { keyType: pkcs11js.CKK_RSA, generation: pkcs11js.CKM_RSA_PKCS_KEY_PAIR_GEN },
  ec: { keyType: pkcs11js.CKK_EC, generation: pkcs11js.CKM_EC_KEY_PAIR_GEN },
} as const satisfies Record<string, PairSpecRow>;

function secretRow(spec: KeySpec): SecretSpecRow {
  const { family } = KEY_SPECS[spec];
  if (family === "rsa" || family === "ec") throw new RangeError("a key pair is no secret key");
  return SECRETS[family];
}

function pairRow(spec: KeySpec): PairSpecRow {
  const { family } = KEY_SPECS[spec];
  if (family !== "rsa" && family !== "ec") throw new RangeError("a secret key is no key pair");
  return PAIRS[family];
}

/** Makes a secret key in the token and returns it wrapped under `domainKey`; nothing stays behind. */
export function generateWrappedSecret(
  module: PKCS11,
  session: Handle,
  capabilities: Capabilities,
  domainKey: Handle,
  spec: KeySpec,
): Buffer {
  const { keyType, generation } = secretRow(spec);
  const template = extractable([...secretKeyTemplate(keyType, "none"), ...valueLength(keyBytes(spec))]);
  const key = module.C_GenerateKey(session, plainMechanism(generation), template);
  return wrapSecret(module, session, capabilities, domainKey, key, keyBytes(spec));
}

/**
 * Makes a key pair in the token, on a thread of its own.
 * @param session nobody else's meanwhile; after an error it must be closed, and what was made goes with it
 * @returns the private half (PKCS#8) wrapped under `domainKey`, and the public half; nothing stays behind
 */
export async function generateWrappedPair(
  module: PKCS11,
  session: Handle,
  capabilities: Capabilities,
  domainKey: Handle,
  spec: KeySpec,
): Promise<{ wrapped: Buffer; publicKey: Buffer }> {
  const { keyType, generation } = pairRow(spec);
  const made = await module.C_GenerateKeyPairAsync(
    session,
    plainMechanism(generation),
    [...publicKeyTemplate(keyType, "verification"), ...parametersTemplate(spec)],
    extractable(privateKeyTemplate(keyType, "none")),
  );
  const publicKey = readPublicHalf(persistentModule(module), session, made.publicKey, spec);
  const room = Buffer.alloc(WRAPPED_PAIR_ROOM);
  const wrapped = await module.C_WrapKeyAsync(session, plainMechanism(capabilities.keyWrap), domainKey, made.privateKey, room);
  for (const object of [made.privateKey, made.publicKey]) module.C_DestroyObject(session, object);
  return { wrapped: Buffer.from(wrapped), publicKey };
}

/** Wraps what is extractable for this moment under `domainKey`, and destroys it whatever happens. */
export function wrapSecret(
  module: PKCS11,
  session: Handle,
  capabilities: Capabilities,
  domainKey: Handle,
  key: Handle,
  bytes: number,
): Buffer {
  const room = Buffer.alloc(bytes + WRAPPING_BYTES);
  const wrap = () => module.C_WrapKey(session, plainMechanism(capabilities.keyWrap), domainKey, key, room);
  return Buffer.from(withObject(module, session, key, wrap));
}

/** Takes a secret key from under one domain key to under another; it can do nothing but be wrapped meanwhile, and nothing stays behind. */
export function rewrapSecret(
  module: PKCS11,
  session: Handle,
  capabilities: Capabilities,
  keys: { from: Handle; to: Handle },
  { spec, wrapped }: Pick<BoundMaterial, "spec" | "wrapped">,
): Buffer {
  const key = unwrapInto(
    module,
    session,
    capabilities,
    keys.from,
    { spec, wrapped },
    extractable(secretKeyTemplate(secretRow(spec).keyType, "none")),
  );
  return wrapSecret(module, session, capabilities, keys.to, key, keyBytes(spec));
}

/** Unwraps a secret key into a session object that is non-extractable and can do one thing; it belongs to `session`. */
export function unwrapSecret(
  module: PKCS11,
  session: Handle,
  capabilities: Capabilities,
  domainKey: Handle,
  { spec, wrapped }: Pick<BoundMaterial, "spec" | "wrapped">,
  role: Role = secretRow(spec).role,
): Handle {
  return unwrapInto(module, session, capabilities, domainKey, { spec, wrapped }, secretKeyTemplate(secretRow(spec).keyType, role));
}

function unwrapInto(
  module: PKCS11,
  session: Handle,
  capabilities: Capabilities,
  domainKey: Handle,
  { spec, wrapped }: Pick<BoundMaterial, "spec" | "wrapped">,
  inUse: Template,
): Handle {
  const template = capabilities.unwrapTakesValueLength ? [...inUse, ...valueLength(keyBytes(spec))] : inUse;
  return module.C_UnwrapKey(session, plainMechanism(capabilities.keyWrap), domainKey, toBuffer(wrapped), template);
}

/** What of a row it takes to unwrap a private key. */
type WrappedPair = Pick<BoundMaterial, "spec" | "usage" | "wrapped" | "publicKey">;

/** Unwraps a private key, on a thread of its own, into a session object of `session` that is non-extractable and can either sign or decrypt. */
export async function unwrapPair(
  module: PKCS11,
  session: Handle,
  capabilities: Capabilities,
  domainKey: Handle,
  material: WrappedPair,
): Promise<Handle> {
  return unwrapPrivate(module, session, capabilities, domainKey, material, privateHalfInUse(material));
}

/** Unwraps the private half of a wrapping key, for one role, as `unwrapPair` does. */
export async function unwrapWrappingKey(
  module: PKCS11,
  session: Handle,
  capabilities: Capabilities,
  domainKey: Handle,
  { publicKey, wrapped }: Pick<WrappingKey, "publicKey" | "wrapped">,
  role: "decryption" | "unwrapping",
): Promise<Handle> {
  const inUse = privateKeyTemplate(pkcs11js.CKK_RSA, role);
  return unwrapPrivate(module, session, capabilities, domainKey, { spec: WRAPPING_KEY_SPEC, publicKey, wrapped }, inUse);
}

/**
 * Takes a private key from under one key (a domain key, or its temporary key at an import) to under a domain key, on a thread of its
 * own; nothing stays behind.
 * @param pair PKCS #8 that has been checked or was made here
 */
export async function rewrapPair(
  module: PKCS11,
  session: Handle,
  capabilities: Capabilities,
  keys: { from: Handle; to: Handle },
  pair: Pick<BoundMaterial, "spec" | "wrapped" | "publicKey">,
): Promise<Buffer> {
  const passing = extractable(privateKeyTemplate(pairRow(pair.spec).keyType, "none"));
  const key = await unwrapPrivate(module, session, capabilities, keys.from, pair, passing);
  const room = Buffer.alloc(WRAPPED_PAIR_ROOM);
  const wrapped = await module.C_WrapKeyAsync(session, plainMechanism(capabilities.keyWrap), keys.to, key, room);
  module.C_DestroyObject(session, key);
  return Buffer.from(wrapped);
}

async function unwrapPrivate(
  module: PKCS11,
  session: Handle,
  capabilities: Capabilities,
  unwrapper: Handle,
  pair: Pick<BoundMaterial, "spec" | "wrapped" | "publicKey">,
  inUse: Template,
): Promise<Handle> {
  const mechanism = plainMechanism(capabilities.keyWrap);
  const template = [...inUse, ...pointAttribute(capabilities, pair)];
  const key = await module.C_UnwrapKeyAsync(session, mechanism, unwrapper, toBuffer(pair.wrapped), template);
  try {
    requireUsages(persistentModule(module), session, key, inUse);
  } catch (error) {
    // The session may be one that lives on.
    try {
      module.C_DestroyObject(session, key);
    } catch {}
    throw error;
  }
  return key;
}

/** NSS gives an unwrapped private key every usage, whatever it was asked for, and lets the rest be taken away. */
function requireUsages(module: PKCS11, session: Handle, key: Handle, template: Template): void {
  if (hasAttributes(module, session, key, template)) return;
  module.C_SetAttributeValue(session, key, template.filter(isPrivateUsage));
  if (hasAttributes(module, session, key, template)) return;
  throw new Error("the token gives an unwrapped private key other rights than it was asked for");
}

function privateHalfInUse({ spec, usage }: WrappedPair): Template {
  return privateKeyTemplate(pairRow(spec).keyType, usage === "SIGN_VERIFY" ? "signing" : "decryption");
}

/** What some tokens need to know beside the wrapped private key. */
function pointAttribute({ ecUnwrapTakesPoint }: Capabilities, { spec, publicKey }: Pick<BoundMaterial, "spec" | "publicKey">): Template {
  if (!ecUnwrapTakesPoint || KEY_SPECS[spec].family !== "ec" || publicKey === null) return [];
  return [{ type: CKA_NSS_DB, value: pointOf(publicKey) }];
}

/** Key type of a pair's public half. */
export function pairKeyType(spec: KeySpec): number {
  return pairRow(spec).keyType;
}
