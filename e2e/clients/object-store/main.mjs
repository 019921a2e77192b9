#!/usr/bin/env node
// An object store that encrypts at the server's side with keys of the key service (SSE-KMS).
//
//   KMS_URL=https://kms.example:8000 KMS_CREDENTIALS=obs.json STORE_SECRET_FILE=secret STORE_DATA=objects \
//   STORE_BUCKETS=photos=PROJECT_ID,backups=PROJECT_ID node main.mjs
//
// STORE_PORT is 9000 unless set. It listens on this machine only.
import { keyService, main, secretFile, setting } from "../shared/settings.mjs";
import { Shelf } from "./shelf.mjs";
import { createStore } from "./store.mjs";

const BUCKET = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;
const PROJECT_ID = /^[0-9a-f]{32}$/;
const SECRET_LEAST_CHARACTERS = 20;

function readBuckets(text) {
  const pairs = text.split(",").map((pair) => pair.trim().split("="));
  const wrong = pairs.find(([bucket, project]) => !BUCKET.test(bucket) || !PROJECT_ID.test(project));
  if (wrong) throw new Error(`STORE_BUCKETS: "${wrong.join("=")}" is not NAME=PROJECT_ID.`);
  return new Map(pairs);
}

await main(async () => {
  const secret = secretFile("STORE_SECRET_FILE");
  if (secret.length < SECRET_LEAST_CHARACTERS) throw new Error(`STORE_SECRET_FILE needs ${SECRET_LEAST_CHARACTERS} characters or more.`);
  const buckets = readBuckets(setting("STORE_BUCKETS"));
  const shelf = await Shelf.open(setting("STORE_DATA"), [...buckets.keys()]);
  const server = createStore({ keyService: keyService(), shelf, buckets, secret });
  server.listen(Number(setting("STORE_PORT", "9000")), "127.0.0.1", () => {
    console.log(`Object store on http://127.0.0.1:${server.address().port}`);
  });
  server.once("error", (error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => server.close());
});
