import { afterAll, beforeAll, expect, test } from "vitest";
import { openScratchStore, type ScratchStore } from "../../../e2e/harness/scratch-store";
import { startTransactionPooler, type TransactionPooler } from "../../../e2e/harness/transaction-pooler";
import { checkDatabase } from "./check-database";

let scratch: ScratchStore;
let pooler: TransactionPooler;
let direct: URL;
beforeAll(async () => {
  scratch = await openScratchStore();
  direct = new URL(scratch.url);
  pooler = await startTransactionPooler(`${direct.searchParams.get("host")}/.s.PGSQL.${direct.port}`);
});
afterAll(async () => {
  await pooler?.close();
  await scratch?.stop();
});

test("a server that answers is taken", async () => {
  await checkDatabase(scratch.url);
});

test("a pooler that gives connections away by transaction is refused, in words that say what is needed and no password", async () => {
  const url = `postgresql://${direct.username}:${direct.password}@127.0.0.1:${pooler.port}/kms`;
  const refusal = await checkDatabase(url, "KMS_DATABASE_OWNER_URL").catch((error: Error) => error.message);
  expect(refusal).toMatch(
    /^KMS_DATABASE_OWNER_URL: at 127\.0\.0\.1:\d+ there is a pooler that does not keep sessions whole, .*: name PostgreSQL itself/,
  );
  expect(refusal).not.toContain(direct.password);
});
