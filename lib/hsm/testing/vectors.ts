/** Test vectors, split into those that are run and those that are not, each with its reason. */
import { createPrivateKey, type JsonWebKey, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { HashName } from "#lib/domain/hash";

export type GcmVector = {
  tcId: number;
  key: string;
  iv: string;
  aad: string;
  msg: string;
  ct: string;
  tag: string;
  result: "valid" | "invalid" | "acceptable";
};
export type MacVector = { tcId: number; key: string; msg: string; tag: string; result: "valid" | "invalid" | "acceptable" };
type File<T> = { testGroups: { keySize: number; ivSize?: number; tagSize: number; tests: T[] }[] };
type RsaGroup<T> = { sha: string; privateKeyPkcs8: string; tests: T[] };
export type OaepVector = { tcId: number; msg: string; ct: string; label: string; result: "valid" | "invalid"; privateKey: KeyObject };
export type RsaSignatureVector = { tcId: number; msg: string; sig: string; hash: HashName; privateKey: KeyObject };

export type Selection<T> = { readonly run: T[]; readonly skipped: Readonly<Record<string, number>> };

/** AES-256, 96-bit IV, 128-bit tag: what this product uses. */
export function gcmVectors(): Selection<GcmVector> {
  return select<GcmVector>("aes_gcm_test.json", (group, test) => {
    if (group.keySize !== 256) return "not AES-256";
    if (group.ivSize !== 96) return "IV is not 96 bits";
    return test.msg === "" ? "empty message" : null;
  });
}

/** AES-256. */
export function cmacVectors(): Selection<MacVector> {
  return select<MacVector>("aes_cmac_test.json", (group, test) => {
    if (group.keySize !== 256) return "not AES-256";
    return test.msg === "" ? "empty message" : null;
  });
}

/** RSA_2048 with SHA-256 in both places. */
export function oaepVectors(): Selection<OaepVector> {
  return selectRsa<OaepVector>("rsa_oaep_2048_sha256_mgf1sha256_test.json", (_group, test) => (test.label === "" ? null : "has a label"));
}

/** RSASSA-PKCS1-v1_5 with RSA_2048 and the hashes of this product; small exponents are run too. */
export function rsaSignatureVectors(): Selection<RsaSignatureVector> {
  return selectRsa<RsaSignatureVector>("rsa_pkcs1_2048_sig_gen_test.json", (group) =>
    toHash(group.sha) === null ? `hash ${group.sha}` : null,
  );
}

/** The private keys, each once. */
export function ecKeyVectors(): JsonWebKey[] {
  const text = readFileSync(join(import.meta.dirname, "../vectors/ecdh_secp256r1_webcrypto_test.json"), "utf8");
  const { testGroups } = JSON.parse(text) as { testGroups: { tests: { private: JsonWebKey }[] }[] };
  const keys = testGroups.flatMap((group) => group.tests.map((one) => one.private));
  return [...new Map(keys.map((jwk) => [jwk.d, jwk])).values()];
}

function toHash(sha: string): HashName | null {
  return sha === "SHA-256" || sha === "SHA-384" || sha === "SHA-512" ? (sha.replace("-", "_") as HashName) : null;
}

function selectRsa<T>(file: string, reasonToSkip: (group: RsaGroup<T>, test: T) => string | null): Selection<T> {
  const { testGroups } = JSON.parse(readFileSync(join(import.meta.dirname, "../vectors", file), "utf8")) as { testGroups: RsaGroup<T>[] };
  const run: T[] = [];
  const skipped: Record<string, number> = {};
  for (const group of testGroups) {
    const privateKey = createPrivateKey({ key: Buffer.from(group.privateKeyPkcs8, "hex"), format: "der", type: "pkcs8" });
    for (const test of group.tests) {
      const reason = reasonToSkip(group, test);
      if (reason === null) run.push({ ...test, hash: toHash(group.sha), privateKey });
      else skipped[reason] = (skipped[reason] ?? 0) + 1;
    }
  }
  return { run, skipped };
}

function select<T>(file: string, reasonToSkip: (group: File<T>["testGroups"][number], test: T) => string | null): Selection<T> {
  const { testGroups } = JSON.parse(readFileSync(join(import.meta.dirname, "../vectors", file), "utf8")) as File<T>;
  const run: T[] = [];
  const skipped: Record<string, number> = {};
  for (const group of testGroups) {
    for (const test of group.tests) {
      const reason = reasonToSkip(group, test);
      if (reason === null) run.push(test);
      else skipped[reason] = (skipped[reason] ?? 0) + 1;
    }
  }
  return { run, skipped };
}
