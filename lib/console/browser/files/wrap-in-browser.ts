/**
 * Wraps key material for its import here, with WebCrypto: only ciphertext leaves the page. Invariant: clear material is in the given
 * array alone, and whoever made it wipes it.
 */
import { KEY_SPECS, type KeySpec } from "#lib/domain/key-spec";
import { fromBase64 } from "./bytes";

const { subtle } = globalThis.crypto ?? {};
const BLOCK = 16;
const SEMIBLOCK = 8;

/** RSAES-OAEP under the wrapping key. @param publicKey base64 of DER SubjectPublicKeyInfo */
export async function encryptOaep(publicKey: string, hash: "sha1" | "sha256", material: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const algorithm = { name: "RSA-OAEP", hash: hash === "sha1" ? "SHA-1" : "SHA-256" };
  const key = await subtle.importKey("spki", fromBase64(publicKey), algorithm, false, ["encrypt"]);
  return new Uint8Array(await subtle.encrypt({ name: "RSA-OAEP" }, key, material));
}

/** AES key wrap with padding (RFC 5649 §4.1), which WebCrypto lacks: its block cipher is CBC on one block, with an IV of zeros. */
export async function keyWrapPadded(temporary: Uint8Array<ArrayBuffer>, content: Uint8Array): Promise<Uint8Array> {
  const key = await subtle.importKey("raw", temporary, "AES-CBC", false, ["encrypt"]);
  const cipher = async (block: Uint8Array<ArrayBuffer>) =>
    new Uint8Array(await subtle.encrypt({ name: "AES-CBC", iv: new Uint8Array(BLOCK) }, key, block)).subarray(0, BLOCK);
  const count = Math.ceil(content.length / SEMIBLOCK);
  const state = new Uint8Array(SEMIBLOCK * (count + 1));
  state.set([0xa6, 0x59, 0x59, 0xa6]);
  new DataView(state.buffer).setUint32(4, content.length);
  state.set(content, SEMIBLOCK);
  if (count === 1) return cipher(state);
  const block = new Uint8Array(BLOCK);
  for (let step = 1; step <= 6 * count; step += 1) {
    const at = SEMIBLOCK * (((step - 1) % count) + 1);
    block.set(state.subarray(0, SEMIBLOCK));
    block.set(state.subarray(at, at + SEMIBLOCK), SEMIBLOCK);
    const out = await cipher(block);
    state.set(out.subarray(0, SEMIBLOCK));
    const counter = new DataView(state.buffer);
    counter.setUint32(4, counter.getUint32(4) ^ step);
    state.set(out.subarray(SEMIBLOCK), at);
  }
  block.fill(0);
  return state;
}

/** Fresh key material: 32 random bytes, or a private key in PKCS #8. */
export async function generateMaterial(spec: KeySpec): Promise<Uint8Array<ArrayBuffer>> {
  const { family, bits } = KEY_SPECS[spec];
  if (family !== "rsa" && family !== "ec") return crypto.getRandomValues(new Uint8Array(bits / 8));
  const algorithm =
    family === "rsa"
      ? { name: "RSA-PSS", modulusLength: bits, publicExponent: Uint8Array.of(1, 0, 1), hash: "SHA-256" }
      : { name: "ECDSA", namedCurve: `P-${bits}` };
  const { privateKey } = (await subtle.generateKey(algorithm, true, ["sign", "verify"])) as CryptoKeyPair;
  return new Uint8Array(await subtle.exportKey("pkcs8", privateKey));
}

/** How the SHA-256 of some bytes begins, in hexadecimal digits: enough to tell a backup from another. */
export async function digestStart(content: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await subtle.digest("SHA-256", content));
  return [...digest.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
