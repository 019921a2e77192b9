/** The words of the import (guide chapter 2.3), beside `words.ts` so that only its dialog fetches them. */
import { WRAPPED_BYTES } from "#lib/domain/wrapping-algorithm";
import { plural } from "./plural";

export const importWords = {
  titles: ["Import Key", "Download the Import Items", "Import Key Material", "Import Key Token"],
  steps: "Steps of the import",
  next: "Next",
  previous: "Previous",
  keyId: "Key ID",
  imported: "Key imported successfully",

  lead: "Create a key whose key material is empty, then import your own into it.",
  understand: "I understand the security and durability of using an imported key",
  understandLead: "What it means for its",
  understandLink: "security and durability",
  understandFirst: "Tick the box above first.",
  durability: [
    "You answer for the randomness of your key material, and for its security until it is imported.",
    "Save an original backup: key material that expires or is deleted can only be brought back from it.",
    "A key is for ever tied to its first key material. No other can be imported into it, and it does not rotate.",
    "Key material of an AES key can expire and can be deleted apart from the key; that of an RSA or EC key cannot.",
  ],

  algorithm: "Key wrapping algorithm",
  recommended: "recommended",
  download: "Download",
  downloadLead:
    "Download gives the wrapping key, the import token and a description file. Wrapping key and token expire in 24 hours. If you have downloaded them already, go on with Next.",
  downloaded: "Downloaded. The wrapping key and the token expire",
  commandsLead: "On a machine with OpenSSL 3, in the folder of the downloaded files:",
  otherPrograms: "In another program:",
  commandsFirst: "The commands for this key appear here once the files are downloaded.",
  command: "command",
  /** What each command does. */
  captions: {
    generateMaterial: "Generate a key material of 256 bits",
    generateTemporary: "Generate a temporary AES key of 256 bits, in hexadecimal digits",
    toBytes: "Convert it to bytes",
    wrap: "Encrypt it under the wrapping key",
    generatePair: "Generate the private key, or take your own in PEM",
    toPkcs8: "Convert it to PKCS #8 in DER",
    wrapPrivate: "Encrypt it under the temporary key",
  },
  /** What the description file says of the way in. */
  wayIn: {
    title: "What happens to the key material on its way in:",
    token: "An AES key under this algorithm is unwrapped wholly inside the HSM.",
    host: "With this algorithm the HSM does the RSA step, and the service decodes the result in its memory, in buffers that are wiped at once.",
    privateKey: "A private key is checked in the service's memory before the HSM takes it, in buffers that are wiped at once.",
  },

  material: "Key material",
  materialHint: `The file EncryptedKeyMaterial.bin: ${WRAPPED_BYTES} bytes, encrypted under the wrapping key.`,
  temporary: "Temporary key material",
  temporaryHint: `The file EncryptedKeyMaterial.bin: the temporary AES key, encrypted under the wrapping key; ${WRAPPED_BYTES} bytes.`,
  privateKey: "Private key ciphertext",
  privateKeyHint: "The file out_rsa_private_key.der: the private key, encrypted under the temporary key.",
  chooseFirst: "Choose the file first.",
  wrongSize: (bytes: number) =>
    bytes === 32
      ? "This file has 32 bytes and seems to be the key material itself. It was not sent: choose the encrypted file."
      : `This file has ${plural(bytes, "byte")}; what the wrapping key encrypts has ${WRAPPED_BYTES}. Nothing was sent.`,
  wrongPrivateSize: (bytes: number) =>
    `This file has ${plural(bytes, "byte")}; a private key wrapped by AES key wrap with padding has a multiple of eight, at least 24. Nothing was sent.`,
  clearPrivateKey: "This file seems to be a private key in clear. It was not sent: choose the file that the last command made.",

  browser: "In this browser",
  browserLead: "Instead of OpenSSL: this page makes or reads the key material and encrypts it here. Nothing leaves the page in clear.",
  browserNeedsOaep: "The browser encrypts by RSAES_OAEP only: choose it in the step before.",
  browserNeedsSecure: "The browser offers its cryptography only over HTTPS, or on this machine.",
  generate: "Generate",
  encrypting: "The key material is made and encrypted",
  backup: "Download backup",
  backupHint: "Keep the backup in a safe place: it is the key material in clear, and is not kept here.",
  privateFile: "Private key file (PKCS #8, PEM or DER)",
  secretFile: "Key material file (32 bytes)",
  notPkcs8: "This is not a private key in PKCS #8, PEM or DER, without a password. Convert it first: openssl pkcs8 -topk8 -nocrypt",
  notSecret: (bytes: number) => `This file has ${plural(bytes, "byte")}; an AES key of 256 bits has 32.`,

  token: "Key import token",
  tokenHint: "The file importToken_… that was downloaded with the wrapping key.",
  tokenHeld: "The token downloaded in this dialog is used. Choose a file to use another.",
  tokenFirst: "Choose the import token first.",
  tokenInvalid: "This is not an import token. Choose the file importToken_… that came with the wrapping key.",
  tokenOfAnotherKey: (keyId: string) => `This import token belongs to another key: ${keyId}`,
  expiryMode: "Key material expiration mode",
  expiryNever: "Key material will never expire",
  expiryAt: "Key material will expire",
  expiryTime: "Expiration time",
  expiryPast: "Choose a time in the future.",
  pairsNeverExpire: "The key material of an RSA or EC key never expires.",
} as const;
