/** The golden document of the schema: what an honest database has, however old it is. */
import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { prepareQueues } from "#lib/jobs/queue";
import { openScratchStore, type ScratchStore } from "../../../e2e/harness/scratch-store";
import { grantRuntimeRights } from "../database/runtime-rights";
import { CATALOG_QUERY, type CatalogRow } from "./catalog-query";
import type { GoldenRow } from "./expected-schema";
import { PATTERNS, toEntry } from "./schema-entry";

const RENEW = "KMS_RENEW_DOCUMENTS";
const FILE = new URL("./golden.json", import.meta.url);
const HINT = `If a migration is meant to change it, renew the file and commit it: ${RENEW}=1 npx vitest run lib/store/schema/golden.test.ts`;

let scratch: ScratchStore;
beforeAll(async () => {
  scratch = await openScratchStore();
  await prepareQueues(scratch.ownerUrl);
  await grantRuntimeRights(scratch.ownerUrl, { runtime: "kms", owner: "kms_owner" });
});
afterAll(() => scratch.stop());

const toGolden = ({ kind, name, parent, aspect, value }: CatalogRow): GoldenRow => {
  const put = (text: string) => PATTERNS.reduce((so, { place, names }) => so.replaceAll(names, place), text);
  return [kind, put(name), put(parent), aspect, put(value)];
};

test("golden.json is what the migrations and the queue make", async () => {
  const rows = (await scratch.sql<CatalogRow>(CATALOG_QUERY, ["kms_owner", "kms"])).map(toEntry).map(toGolden);
  const lines = [...new Set(rows.map((row) => JSON.stringify(row)))].sort();
  // Each month and queue is like the others, or one of its lines would be there twice with different ends.
  const keys = lines.map((line) => JSON.stringify((JSON.parse(line) as GoldenRow).slice(0, 4)));
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
  const text = `[\n${lines.join(",\n")}\n]\n`;
  if (process.env[RENEW] === "1") writeFileSync(FILE, text);
  expect(readFileSync(FILE, "utf8"), HINT).toBe(text);
});
