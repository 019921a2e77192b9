/** DigestInfo of EMSA-PKCS1-v1_5 (RFC 8017 §9.2, notes): what CKM_RSA_PKCS signs. */
import type { HashName } from "#lib/domain/hash";

const PREFIXES: Readonly<Record<HashName, Buffer>> = {
  SHA_256: Buffer.from("3031300d060960864801650304020105000420", "hex"),
  SHA_384: Buffer.from("3041300d060960864801650304020205000430", "hex"),
  SHA_512: Buffer.from("3051300d060960864801650304020305000440", "hex"),
};

export function digestInfo(hash: HashName, digest: Uint8Array): Buffer {
  return Buffer.concat([PREFIXES[hash], digest]);
}
