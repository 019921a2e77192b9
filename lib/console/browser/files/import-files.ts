/** The files of an import under the guide's names (§2.3.2, step 10), and what can be told of a chosen file before it is sent. */
import { base64ByteCount, toBase64 } from "#lib/domain/base64";
import { OAEP_SHA_256_WORDS } from "#lib/domain/encryption-algorithm";
import { WRAPPING_ALGORITHMS, type WrappingAlgorithm } from "#lib/domain/wrapping-algorithm";
import type { ReplyOf } from "#lib/wire/catalog";
import { importWords } from "../../words/import-words";
import { fromBase64 } from "./bytes";

export type ImportParameters = ReplyOf<"getParametersForImport"> & {
  readonly algorithm: WrappingAlgorithm;
  /** When they were asked for, for the names of the files. */
  readonly at: Date;
};

export function importFileNames({ key_id: keyId, at }: Pick<ImportParameters, "key_id" | "at">) {
  const time = at.toISOString().replaceAll(/[-:T]/g, "").slice(0, 14);
  return { wrappingKey: `wrappingKey_${keyId}_${time}`, token: `importToken_${keyId}_${time}`, readme: `README_${keyId}_${time}.txt` };
}

/** The description file: what belongs to what, until when, and what becomes of material on its way in. */
export function importReadme(parameters: ImportParameters, spec: string, importsInToken: readonly WrappingAlgorithm[]): string {
  const names = importFileNames(parameters);
  const { caution } = WRAPPING_ALGORITHMS[parameters.algorithm];
  const isInToken = importsInToken.includes(parameters.algorithm);
  return [
    `Key ID:             ${parameters.key_id}`,
    `Key algorithm:      ${spec}`,
    `Wrapping algorithm: ${parameters.algorithm}`,
    `Wrapping key:       ${names.wrappingKey} (RSA_2048, DER SubjectPublicKeyInfo)`,
    `Import token:       ${names.token} (base64)`,
    `Both expire:        ${new Date(parameters.expiration_time * 1000).toISOString()}`,
    "",
    ...(parameters.algorithm === "RSAES_OAEP_SHA_256" ? [OAEP_SHA_256_WORDS, ""] : []),
    ...(caution ? [`Caution: ${caution}`, ""] : []),
    importWords.wayIn.title,
    isInToken ? importWords.wayIn.token : importWords.wayIn.host,
    importWords.wayIn.privateKey,
    "",
  ].join("\n");
}

/** Where a token says when it ends: after its head, the key's ID and the algorithm. */
const TOKEN_END_OFFSET = 41;

/**
 * What a token says of itself, which only the API can prove.
 * @returns the token as the API takes it, from a file that holds it as base64 or as bytes; null where it is no token
 */
export function readImportToken(bytes: Uint8Array): { token: string; keyId: string /** Epoch ms. */; expiresAt: number } | null {
  const text = new TextDecoder().decode(bytes).replaceAll(/\s/g, "");
  const content = /^[0-9A-Za-z+/]{200,6144}={0,2}$/.test(text) ? fromBase64(text) : bytes;
  const keyId = new TextDecoder().decode(content.subarray(4, 40));
  const isToken = content.length > 300 && content.length <= 4608 && content[0] === 0 && content[1] === 0 && /^[0-9a-z-]{36}$/.test(keyId);
  if (!isToken) return null;
  const expiresAt = Number(new DataView(content.buffer, content.byteOffset + TOKEN_END_OFFSET, 8).getBigUint64(0));
  return { token: toBase64(content), keyId, expiresAt };
}

const PEM = /-----BEGIN PRIVATE KEY-----([\sA-Za-z0-9+/=]+)-----END PRIVATE KEY-----/;
const SEQUENCE = 0x30;

/** DER of a private key in PKCS #8 without a password, from PEM or DER; null for anything else. The API looks closer. */
export function readPkcs8(bytes: Uint8Array): Uint8Array<ArrayBuffer> | null {
  const pem = PEM.exec(new TextDecoder().decode(bytes))?.[1]?.replaceAll(/\s/g, "");
  if (pem !== undefined && base64ByteCount(pem) === null) return null;
  const der = pem === undefined ? new Uint8Array(bytes) : fromBase64(pem);
  return isPkcs8(der) ? der : null;
}

/** OneAsymmetricKey begins with its version, zero or one, and the algorithm, a SEQUENCE (RFC 5958 §2). */
export function isPkcs8(der: Uint8Array): boolean {
  if (der[0] !== SEQUENCE) return false;
  const first = der[1] ?? 0;
  const start = first < 0x80 ? 2 : 2 + (first - 0x80);
  return der[start] === 2 && der[start + 1] === 1 && (der[start + 2] ?? 2) < 2 && der[start + 3] === SEQUENCE;
}
