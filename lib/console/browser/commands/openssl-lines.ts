/** The lines of OpenSSL that do with a public key what anybody may do with it. They run unchanged on OpenSSL 1.1 and 3. */
import { HASHES } from "#lib/domain/hash";
import { SIGNING_ALGORITHMS, type SigningAlgorithm } from "#lib/domain/signing-algorithm";
import { shFile } from "./sh-word";

/** Verifies a signature over a file; all three names are of files, the signature as bytes. */
export function verifyLine(algorithm: SigningAlgorithm, files: { publicKey: string; signature: string; message: string }): string {
  const { scheme, hash } = SIGNING_ALGORITHMS[algorithm];
  const { nodeName, bytes } = HASHES[hash];
  const pss = scheme === "pss" ? ` -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:${bytes}` : "";
  return `openssl dgst -${nodeName} -verify ${shFile(files.publicKey)}${pss} -signature ${shFile(files.signature)} ${shFile(files.message)}`;
}

/** Encrypts a file to an RSA key, in the form that decrypt-data takes. */
export function encryptLine(files: { publicKey: string; plaintext: string }): string {
  const padding = "-pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_mgf1_md:sha256";
  return `openssl pkeyutl -encrypt -pubin -inkey ${shFile(files.publicKey)} ${padding} -in ${shFile(files.plaintext)} | openssl base64 -A`;
}
