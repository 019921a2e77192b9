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

  /** Below the titles of the steps. */
  keyCreated: "Key created, Pending import",
  keyOfBefore: "Pending import",
  keyToBe: "Alias and algorithm",
  tokenAndExpiry: "Token and expiry",
  tokenAlone: "Token",
  done: "Done",
  clock: "Wrapping key and token expire",
  clockOver: "Wrapping key and token have expired",
  inTime: (left: string) => `in ${left}`,
  expired: "The wrapping key and the token have expired: fetch new ones first.",
  fetchAnew: "Fetch new ones",

  left: (action: string) => `Left as Pending import, without key material. To go on, choose ${action} in the row of`,
  leaving: {
    title: "Leave without a backup?",
    lost: "The key material that was generated here has no backup and was not imported. It is lost when you leave.",
    waits: (alias: string, action: string) => `${alias} stays Pending import. To go on later, choose ${action} in its row.`,
    stay: "Stay",
    leave: "Leave",
  },

  lead: "Create a key whose key material is empty, then import your own into it.",
  understand: "I understand the security and durability of using an imported key",
  understandLead: "What it means for its",
  understandLink: "security and durability",
  understandFirst: "Tick the box first.",
  durability: [
    "You answer for the randomness of your key material, and for its security until it is imported.",
    "Save an original backup: key material that expires or is deleted can only be brought back from it.",
    "A key is for ever tied to its first key material. No other can be imported into it, and it does not rotate.",
    "Key material of an AES key can expire and can be deleted apart from the key; that of an RSA or EC key cannot.",
  ],

  algorithm: "Key wrapping algorithm",
  /** Beside the name of each algorithm. */
  standing: { RSAES_OAEP_SHA_256: "recommended", RSAES_PKCS1_V1_5: "no longer recommended", RSAES_OAEP_SHA_1: "no longer secure" },
  download: "Download",
  downloadLead:
    "Download gives the wrapping key, the import token and a description file. Wrapping key and token expire in 24 hours. If you have downloaded them already, go on with Next.",
  downloaded: "Downloaded: wrapping key, token and description.",
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
  way: "Way of the import",
  encryptedFile: "Encrypted file",
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
  browserLeadAgain:
    "Instead of OpenSSL: this page reads the key material and encrypts it here. Nothing leaves the page in clear. This key had key material before and takes no other: choose its backup.",
  browserNeedsOaep: "The browser encrypts by RSAES_OAEP only: choose it in the step before.",
  browserNeedsSecure:
    "This page was not loaded over HTTPS, so the browser offers it no cryptography. Open the console over HTTPS, or use an encrypted file.",
  /** @param error the browser's own name of it */
  browserFailed: (error: string) =>
    `The browser could not make or encrypt the key material (${error}). Nothing was sent. Try again, or use an encrypted file.`,
  fetching: "A wrapping key for this import is fetched.",
  notFetched: "The file was not encrypted, because there is no wrapping key. Nothing was sent.",
  generate: "Generate",
  generateAgain: "Generate again",
  making: "Key material is made",
  materialNone: (bytes: number | null) =>
    bytes === null ? "Generate a private key here, or choose your own." : `Generate ${bytes} random bytes here, or choose your own.`,
  materialNoneAgain: "Choose the backup of this key's material.",
  materialMade: (bytes: number | null, time: string) =>
    bytes === null ? `A private key, made here at ${time}` : `${bytes} random bytes, made here at ${time}`,
  materialRead: (name: string, bytes: number) => `${name}, ${plural(bytes, "byte")}`,
  digest: (start: string) => `SHA-256 ${start}…`,
  materialFirst: (isAgain: boolean | null) =>
    isAgain ? "Choose the file first." : "Generate the key material, or choose its file, first.",
  backupTitle: "Backup",
  backup: "Download backup",
  backupAgain: "Download again",
  backupFirst: "Download the backup first.",
  backupNone: "Of key material that is made here, a backup is due before it is imported.",
  backupDue:
    "The only copy outside the HSM. Material that expires or is deleted can be brought back from it alone. It is not kept here: closing this window loses it.",
  backupDone: (time: string) => `Downloaded at ${time}. Keep it in a safe place: it is the key material in clear.`,
  backupYours: "The file is yours: keep it in a safe place. It is not kept here.",
  wrappedTitle: "Encrypted for the HSM",
  wrappedNone: "Follows from the key material.",
  wrappedNoKey: "There is no wrapping key yet.",
  wrappedBusy: "The key material is encrypted.",
  wrappedLocked: (bytes: number) =>
    `${plural(bytes, "byte")}, encrypted under the wrapping key. Ready to go once the backup is downloaded.`,
  wrappedDone: (bytes: number, time: string) =>
    `${plural(bytes, "byte")}, encrypted under the wrapping key of ${time}. Next sends them with the token.`,
  encryptFirst: "The key material is not encrypted yet.",
  tryAgain: "Try again",
  privateFile: "Private key file (PKCS #8, PEM or DER)",
  secretFile: "Key material file (32 bytes)",
  notPkcs8: "This is not a private key in PKCS #8, PEM or DER, without a password. Convert it first: openssl pkcs8 -topk8 -nocrypt",
  notSecret: (bytes: number) => `This file has ${plural(bytes, "byte")}; an AES key of 256 bits has 32.`,

  token: "Key import token",
  tokenHint: "The file importToken_… that was downloaded with the wrapping key.",
  tokenHeld: "The token downloaded in this dialog is used. Choose a file to use another.",
  tokenOfBrowser: "The token that goes with what was encrypted here is used.",
  tokenFirst: "Choose the import token first.",
  tokenInvalid: "This is not an import token. Choose the file importToken_… that came with the wrapping key.",
  tokenExpired: "This import token has expired. Download the import items again.",
  tokenOfAnotherWrapping: "This token came with another wrapping key. What was encrypted here goes with the token of this dialog.",
  tokenOfAnotherKey: (keyId: string) => `This import token belongs to another key: ${keyId}`,
  expiryMode: "Key material expiration mode",
  expiryNever: "Key material will never expire",
  expiryAt: "Key material will expire",
  expiryTime: "Expiration time",
  expiryHint: (zone: string) =>
    `Your local time (${zone}). The key material is destroyed within 24 hours of it, and the key becomes Pending import.`,
  expiryPast: "Choose a time in the future.",
  pairsNeverExpire: "The key material of an RSA or EC key never expires.",
} as const;
