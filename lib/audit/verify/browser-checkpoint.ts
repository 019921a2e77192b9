/**
 * Checkpoints in a page (see `checkpoint.ts`), with WebCrypto: nothing of Node.js is needed. Invariant: a page takes the same checkpoints as
 * the verifier does, and no others; a test compares the two.
 */

const MOST_CHARACTERS = 512 * 1024;
const MOST_SIGNATURES = 64;
const KEY_ID_BYTES = 4;
const HASH_BYTES = 32;
/** Bytes of each of the two numbers of a signature on P-256. */
const SCALAR_BYTES = 32;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a note must not contain
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/;
const SIGNATURE = /^\u2014 ([^\p{White_Space}+]+) ([A-Za-z0-9+/=]+)$/u;
const DECIMAL = /^(?:0|[1-9][0-9]{0,15})$/;

export type PageCheckpoint = {
  readonly origin: string;
  /** Number of leaves. */
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
  /** What was signed, with its last newline. */
  readonly body: string;
  readonly signatures: readonly { readonly name: string /** Four bytes, as hex. */; readonly keyId: string; readonly bytes: Uint8Array }[];
};

/** @returns null where the text is no checkpoint; who signed it is not looked at */
export function readCheckpoint(text: string): PageCheckpoint | null {
  const end = text.lastIndexOf("\n\n");
  if (text.length > MOST_CHARACTERS || CONTROL.test(text) || end < 1 || !text.endsWith("\n")) return null;
  const body = text.slice(0, end + 1);
  const [origin = "", decimal = "", encoded = "", rest, ...more] = body.split("\n");
  const root = fromBase64(encoded);
  const size = DECIMAL.test(decimal) ? Number(decimal) : Number.NaN;
  if (origin === "" || !Number.isSafeInteger(size) || root?.length !== HASH_BYTES || rest !== "" || more.length > 0) return null;
  const lines = text.slice(end + 2, -1).split("\n");
  const signatures = lines.map(readSignature).filter((signature) => signature !== null);
  return lines.length > MOST_SIGNATURES || signatures.length < lines.length ? null : { origin, size, root, body, signatures };
}

/**
 * Whether the audit key signed it, for a log of its own. A signature that is said to be the key's and is not spoils it.
 *
 * @param spki DER; a public key on P-256
 */
export async function isSignedBy({ origin, body, signatures }: PageCheckpoint, spki: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const digest = toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", spki)));
  const start = `kms-console/audit/${digest.slice(0, 16)}/`;
  const incarnation = origin.slice(start.length);
  if (!origin.startsWith(start) || !DECIMAL.test(incarnation) || !Number.isSafeInteger(Number(incarnation))) return false;
  const own = signatures.filter(({ name, keyId }) => name === origin && keyId === digest.slice(0, 2 * KEY_ID_BYTES));
  const key = await importKey(spki);
  if (key === null || own.length === 0) return false;
  const signed = new TextEncoder().encode(body);
  const verdicts = await Promise.all(
    own.map(async ({ bytes }) => {
      const raw = fromDer(bytes);
      return raw !== null && (await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, raw, signed));
    }),
  );
  return verdicts.every(Boolean);
}

/**
 * A signature on P-256 as WebCrypto takes it: r and s, 32 bytes each, one after the other (IEEE P1363).
 *
 * @param der the sequence of both as ASN.1 numbers (RFC 3279 §2.2.3)
 * @returns null for what is no DER (X.690 §8.3, §10.1: the shortest form, and nothing after it), or has a number that cannot be one of P-256
 */
export function fromDer(der: Uint8Array): Uint8Array<ArrayBuffer> | null {
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return null;
  const raw = new Uint8Array(2 * SCALAR_BYTES);
  let place = 2;
  for (const end of [SCALAR_BYTES, 2 * SCALAR_BYTES]) {
    const length = der[place + 1] ?? 0;
    const number = der.subarray(place + 2, place + 2 + length);
    const [first = 0, second = 0] = number;
    if (der[place] !== 0x02 || length === 0 || number.length < length) return null;
    // Negative, or longer than it need be.
    if (first >= 0x80 || (first === 0 && length > 1 && second < 0x80)) return null;
    const digits = first === 0 ? number.subarray(1) : number;
    if (digits.length > SCALAR_BYTES) return null;
    raw.set(digits, end - digits.length);
    place += 2 + length;
  }
  return place === der.length ? raw : null;
}

function readSignature(line: string): PageCheckpoint["signatures"][number] | null {
  const [, name = "", encoded = ""] = SIGNATURE.exec(line) ?? [];
  const bytes = fromBase64(encoded);
  if (bytes === null || bytes.length <= KEY_ID_BYTES) return null;
  return { name, keyId: toHex(bytes.subarray(0, KEY_ID_BYTES)), bytes: bytes.subarray(KEY_ID_BYTES) };
}

async function importKey(spki: Uint8Array<ArrayBuffer>): Promise<CryptoKey | null> {
  try {
    return await crypto.subtle.importKey("spki", spki, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
  } catch {
    return null;
  }
}

/** @returns null where the bytes would be written otherwise */
function fromBase64(text: string): Uint8Array | null {
  try {
    const characters = atob(text);
    return btoa(characters) === text ? Uint8Array.from(characters, (character) => character.charCodeAt(0)) : null;
  } catch {
    return null;
  }
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
