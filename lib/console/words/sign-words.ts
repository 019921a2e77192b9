/** Words of the Tool of a signing key, and of public keys. */
import { base64Length } from "#lib/domain/base64";
import { HASHES, type HashName } from "#lib/domain/hash";
import { plural } from "./plural";

export const signWords = {
  sign: "Sign",
  verify: "Verify",
  modes: "Sign, verify, or view the public key",
  signLead: "Signs a message of up to 4 KB, a file of any size, or a digest. The private key never leaves the HSM.",
  verifyLead: "Checks whether a signature was made with this key over exactly this message.",
  message: "Message",
  type: "Message type",
  typeHints: {
    RAW: "RAW: the message itself, which the service hashes.",
    DIGEST: "DIGEST: the hash of the message, in hexadecimal digits or base64.",
  },
  algorithm: "Signing algorithm",
  signature: "Signature",
  file: "Hash a file",
  hashing: (name: string, percent: number) => `Hashing ${name} in this browser: ${percent} %`,
  hashed: (name: string) => `Digest of ${name}, made in this browser. The file was not sent.`,
  stopHashing: "Stop",
  digestWrong: (hash: HashName) =>
    `A ${HASHES[hash].label} digest has ${2 * HASHES[hash].bytes} hexadecimal digits, or ${base64Length(HASHES[hash].bytes)} characters of base64.`,
  tooLong: (over: number) => `${plural(over, "byte")} over the limit of 4,096 bytes. Save it as a file and choose Hash a file.`,
  resultHint: "The signature appears here, in base64.",
  signatureHint: "Paste the signature in base64, or load it.",
  signatureEmpty: "Enter the signature first.",
  signed: "Message signed",
  valid: "The signature is valid.",
  validHint: "It was made with this key over exactly this message.",
  invalid: "The signature is not valid.",
  invalidHint: "Message, signature, algorithm or key do not belong together.",
  signatureSpelling: "The signature in this file is text, but not in standard base64 (RFC 4648 §4, with + and /, and with padding).",
  opensslVerify: "Verify with OpenSSL, without this service:",
  opensslEncrypt: "Encrypt with OpenSSL, without this service:",
  opensslCommand: "OpenSSL command",
  fileNames: "Download public key and signature first; the message is in a file of its own, byte for byte.",
} as const;

export const publicKeyWords = {
  lead: "Anybody may have this key. With it signatures are verified.",
  leadEncryption: "Anybody may have this key. With it data is encrypted that only this service can decrypt.",
  pem: "Public key in PEM",
  loading: "Loading the public key",
  error: "The public key cannot be shown",
  downloadPem: "Download PEM",
  downloadJwk: "Download JWK",
  jwkUnavailable: "Your browser makes a JWK only on pages under HTTPS.",
} as const;
