#!/usr/bin/env node
// Private images, encrypted when they come in.
//
//   KMS_URL=https://kms.example:8000 KMS_CREDENTIALS=ims.json KMS_PROJECT=PROJECT_ID node image.mjs encrypt SOURCE TARGET NAME [KEY_ID]
//   … node image.mjs decrypt SOURCE TARGET NAME
import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { readHeader, seal, unseal } from "../shared/sealed-file.mjs";
import { keyService, main, setting } from "../shared/settings.mjs";

const contextOf = (image, segment) => ({ service: "ims", image, segment: String(segment) });

/** @param {string} keyId a key that was granted to the service; the project's default master key unless given */
async function encrypt(kms, project, source, target, image, keyId = "alias/ims/default") {
  const newKey = (segment, known = keyId) => kms.newDataKey(project, known, contextOf(image, segment));
  await between(source, target, (file) => seal(file.createReadStream({ autoClose: false }), {}, newKey));
}

async function decrypt(kms, project, source, target, image) {
  await between(source, target, async function* (file) {
    const stored = await readHeader(file);
    yield* unseal(file, stored, (n, wrapped) => kms.openDataKey(project, stored.fields.key, wrapped, contextOf(image, n)));
  });
}

/** Writes beside the target and renames: what was stopped half-way is never taken for an image. */
async function between(source, target, bytesOf) {
  const part = `${target}.${randomUUID()}.part`;
  const file = await open(source);
  try {
    await pipeline(bytesOf(file), createWriteStream(part, { flags: "wx", mode: 0o600, flush: true }));
    await rename(part, target);
  } finally {
    await file.close();
    await rm(part, { force: true });
  }
}

await main(async ([verb, source, target, image, keyId]) => {
  const run = { encrypt, decrypt }[verb];
  if (!run || !image) throw new Error("usage: image.mjs encrypt|decrypt SOURCE TARGET NAME [KEY_ID]");
  await run(keyService(), setting("KMS_PROJECT"), source, target, image, keyId);
});
