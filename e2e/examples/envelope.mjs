#!/usr/bin/env node
// Envelope encryption of a file of any size with a data key of the KMS, which itself never sees the file.
//
//   node envelope.mjs encrypt FILE ENCRYPTED
//   node envelope.mjs decrypt ENCRYPTED FILE
//
// Environment: KMS_URL (such as https://kms.example:8000), KMS_PROJECT (project ID), KMS_KEY (key ID), KMS_TOKEN.
// The encrypted file: the encrypted data key in hexadecimal digits and a line feed; 12 bytes IV; AES-256-GCM ciphertext; 16 bytes tag.
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";

const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_MAX_BYTES = 16_384;
const { KMS_URL, KMS_PROJECT, KMS_KEY, KMS_TOKEN } = process.env;

async function call(verb, input) {
  const response = await fetch(`${KMS_URL}/v1.0/${KMS_PROJECT}/kms/${verb}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Auth-Token": KMS_TOKEN },
    body: JSON.stringify({ key_id: KMS_KEY, ...input }),
  });
  const body = await response.json();
  if (!response.ok) throw new Error(`${verb}: ${body.error?.error_code} ${body.error?.error_msg}`);
  return body;
}

/** Writes beside the target and renames, so that nothing half done is ever taken for a result. */
async function replacing(target, write) {
  const part = `${target}.part`;
  try {
    await write(part);
    await rename(part, target);
  } finally {
    await rm(part, { force: true });
  }
}

async function encrypt(source, target) {
  const { plain_text: dataKey, cipher_text: encryptedDataKey } = await call("create-datakey", { datakey_length: "256" });
  const key = Buffer.from(dataKey, "hex");
  const header = Buffer.concat([Buffer.from(`${encryptedDataKey}\n`), randomBytes(IV_BYTES)]);
  const cipher = createCipheriv("aes-256-gcm", key, header.subarray(-IV_BYTES)).setAAD(header);
  key.fill(0);
  await replacing(target, async (part) => {
    const out = createWriteStream(part, { mode: 0o600 });
    out.write(header);
    await pipeline(createReadStream(source), cipher, out, { end: false });
    await new Promise((resolve, reject) => out.once("error", reject).end(cipher.getAuthTag(), resolve));
  });
}

async function decrypt(source, target) {
  const file = await open(source);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_MAX_BYTES), 0, HEADER_MAX_BYTES, 0);
    const line = buffer.subarray(0, bytesRead).indexOf("\n");
    const start = line + 1 + IV_BYTES;
    if (line < 0 || size < start + TAG_BYTES) throw new Error(`${source} is not a file that was encrypted here.`);
    const header = buffer.subarray(0, start);
    const cipherText = header.toString("latin1", 0, line);
    const { data_key: dataKey } = await call("decrypt-datakey", { cipher_text: cipherText, datakey_cipher_length: "32" });
    const { buffer: tag } = await file.read(Buffer.alloc(TAG_BYTES), 0, TAG_BYTES, size - TAG_BYTES);
    const key = Buffer.from(dataKey, "hex");
    const decipher = createDecipheriv("aes-256-gcm", key, header.subarray(-IV_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(header).setAuthTag(tag);
    key.fill(0);
    const body = size === start + TAG_BYTES ? [] : createReadStream(source, { start, end: size - TAG_BYTES - 1 });
    await replacing(target, (part) => pipeline(body, decipher, createWriteStream(part, { mode: 0o600 })));
  } finally {
    await file.close();
  }
}

const [verb, source, target] = process.argv.slice(2);
const run = { encrypt, decrypt }[verb];
if (!run || !source || !target || !KMS_URL || !KMS_PROJECT || !KMS_KEY || !KMS_TOKEN) {
  console.error("usage: KMS_URL=… KMS_PROJECT=… KMS_KEY=… KMS_TOKEN=… node envelope.mjs encrypt|decrypt SOURCE TARGET");
  process.exit(2);
}
try {
  await run(source, target);
} catch (error) {
  console.error(`envelope: ${error.message}`);
  process.exit(1);
}
