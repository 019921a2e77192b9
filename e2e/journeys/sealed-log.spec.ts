/** What people see of the sealed log: a trace that is verified in the page, and what is said where something does not verify. */
import { readFileSync } from "node:fs";
import type { Page, Route } from "@playwright/test";
import { auditKeyOf, verifyCheckpoint } from "#lib/audit/verify/checkpoint";
import { parseReceipt, verifyReceipt } from "#lib/audit/verify/receipt";
import { sql, sqlAsAttacker } from "../harness/database";
import { type Product, startProduct } from "../harness/product";
import { expect, expectAccessible, makePerson, type Person, takeSession, test } from "./fixtures";

const sheet = (page: Page) => page.getByRole("complementary", { name: /^Trace / });
const proof = (page: Page) => sheet(page).getByRole("region", { name: "Proof" });
const badge = (page: Page) => proof(page).getByRole("status").first();
const verify = (page: Page) => proof(page).getByRole("button", { name: /^Verify/ });

/** Three uses of a key, and the last of them open. */
async function openTrace(page: Page, person: Person): Promise<string> {
  const key_id = await person.client.createKey("payments/card-vault");
  for (const _time of [1, 2, 3]) await person.client.call("encrypt-data", { key_id, plain_text: "hello" });
  await page.goto(`/${person.projectName}/traces?trace_name=encryptData`);
  await expect(async () => {
    await page.locator(".table-traces tbody tr").first().getByRole("link").click();
    await expect(sheet(page)).toBeVisible({ timeout: 3_000 });
  }).toPass({ timeout: 30_000 });
  return new URL(page.url()).searchParams.get("trace") ?? "";
}

/** The hourly look at the database comes now. */
async function lookAtIntegrity({ dataDir }: Pick<Product, "dataDir">): Promise<void> {
  await sql(dataDir, "insert into kms_jobs.job (name, data) values ('integrity', '{}')");
}

async function fitsOnAPhone(page: Page): Promise<void> {
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  const body = page.locator(".sheet-body");
  if ((await body.count()) > 0) expect(await body.evaluate((one) => one.scrollWidth <= one.clientWidth)).toBe(true);
}

test("a trace is verified in the page, by keys, with its path to the root; its receipt is a file that verifies alone", async ({
  page,
  signInAs,
}) => {
  const person = await signInAs("KMS Administrator");
  const traceId = await openTrace(page, person);
  await expect(proof(page)).toContainText(/Leaf [\d,]+|Not sealed yet/);
  await verify(page).focus();
  await page.keyboard.press("Enter");
  await expect(badge(page)).toContainText("Verified in this page");
  await expect(proof(page)).toContainText(/Leaf [\d,]+/);
  await expect(proof(page)).toContainText("the same as shown here");
  await expect(proof(page)).toContainText(/Checkpoint[\d,]+ traces, same root/);
  await expect(proof(page)).toContainText(/valid, audit key [0-9a-f]{8}/);
  await expect(proof(page)).toContainText(/kms-console\/audit\/[0-9a-f]{16}\/1/);
  const path = proof(page).getByRole("list", { name: "Path from this trace to the root" });
  await expect(path.getByRole("listitem").first()).toContainText(/This trace[0-9a-f]{8} [0-9a-f]{8} … [0-9a-f]{8}/);
  await expect(path.getByRole("listitem").last()).toContainText(/Root[0-9a-f]{8} [0-9a-f]{8} … [0-9a-f]{8}/);
  await expectAccessible(page, "a verified trace");

  const more = path.getByRole("button", { name: /more steps?$/ });
  if ((await more.count()) > 0) {
    await more.press("Enter");
    await expect(path).toBeFocused();
    await expect(more).toHaveCount(0);
  }
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await fitsOnAPhone(page);
  await expectAccessible(page, "a verified trace on a phone");

  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    proof(page).getByRole("button", { name: "Download receipt" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe(`trace-${traceId}.tlog-proof`);
  expect(asked.filter((url) => url.includes("showReceipt"))).toEqual([]);
  const receipt = parseReceipt(readFileSync(await download.path()));
  expect(JSON.parse(receipt.leaf.toString())).toMatchObject({ trace_id: traceId, trace_name: "encryptData" });
  const { body: key } = await person.client.send("GET", `/v1.0/${person.projectId}/kms/audit-key`);
  verifyReceipt(receipt, (checkpoint) => verifyCheckpoint(checkpoint, auditKeyOf(Buffer.from(key.spki, "base64"))));
});

test("whatever a service in between has changed of a receipt does not verify, and what that is, is said", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  await openTrace(page, person);
  type Receipt = { leaf: string; leaf_index: number; proof: string[]; checkpoint: string };
  const changes: readonly (readonly [string, (receipt: Receipt) => Partial<Receipt>])[] = [
    [
      "The sealed row is not the one that is shown here: ip differs.",
      ({ leaf }) => ({ leaf: leaf.replace(/"ip":"[^"]*"/, '"ip":"203.0.113.9"') }),
    ],
    ["The path does not lead from the row to the root", ({ proof: [first = "", ...rest] }) => ({ proof: [...rest, first] })],
    ["The checkpoint is not signed by the audit key.", ({ checkpoint }) => ({ checkpoint: checkpoint.replace(/\n(\d+)\n/, "\n1$1\n") })],
    ["The service gave no checkpoint that can be read.", () => ({ checkpoint: "a checkpoint" })],
  ];
  for (const [sentence, change] of changes) {
    const alter = async (route: Route) => {
      const response = await route.fetch();
      const receipt = await response.json();
      await route.fulfill({ response, json: { ...receipt, ...change(receipt) } });
    };
    await page.route("**/api/query/showReceipt?**", alter);
    await verify(page).click();
    await expect(proof(page).getByRole("alert")).toContainText(sentence);
    await expect(badge(page)).toContainText("Does not verify");
    await page.unroute("**/api/query/showReceipt?**", alter);
  }
  await expectAccessible(page, "a trace that does not verify");
  await fitsOnAPhone(page);
  await verify(page).click();
  await expect(badge(page)).toContainText("Verified in this page");
  await expect(proof(page).getByRole("alert")).toHaveCount(0);
});

test("a row that somebody changes in the database does not verify, and is an incident on System and Overview", async ({ browser }) => {
  test.setTimeout(240_000);
  const product = await startProduct({ KMS_WORKERS: "1" });
  const context = await browser.newContext({ baseURL: product.consoleUrl, reducedMotion: "reduce" });
  const change = (traceId: string, ip: string) =>
    sqlAsAttacker(
      product.dataDir,
      `begin; set local session_replication_role = replica; update trace set ip = '${ip}' where id = ${BigInt(traceId)}; commit`,
    );
  try {
    const page = await context.newPage();
    const person = await makePerson(product, ["KMS Administrator"]);
    await takeSession(page, product, person);
    const traceId = await openTrace(page, person);
    await verify(page).click();
    await expect(badge(page)).toContainText("Verified in this page");
    await page.goto(`/${person.projectName}/system`);
    const log = page.getByRole("region", { name: "Audit log" });
    await expect(log).toContainText("Healthy");
    await expect(log).toContainText(/Last checkpoint[\d,]+ traces/);
    await expect(log).toContainText("incarnation 1");
    const [pem] = await Promise.all([page.waitForEvent("download"), log.getByRole("button", { name: "Download PEM" }).click()]);
    expect(pem.suggestedFilename()).toMatch(/^audit-key-[0-9a-f]{8}\.pem$/);
    expect(readFileSync(await pem.path(), "utf8")).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
    await expectAccessible(page, "System");
    // The look at the start may have come between a row that the harness writes and its seal.
    await lookAtIntegrity(product);
    const heading = page.getByRole("heading", { name: /^Incident/ });
    await expect(async () => {
      await page.goto(person.homePath);
      await expect(page.getByRole("list", { name: "State of the service" })).toContainText(/Audit log[\d,]+ traces sealed/);
      await expect(heading).toHaveCount(0, { timeout: 1_000 });
    }).toPass({ timeout: 60_000 });

    const [{ ip = "" } = {}] = await sql<{ ip: string }>(product.dataDir, "select ip from trace where id = $1", [traceId]);
    await change(traceId, "203.0.113.9");
    await page.goto(`/${person.projectName}/traces?trace=${traceId}`);
    await expect(sheet(page)).toContainText("203.0.113.9");
    await verify(page).click();
    await expect(badge(page)).toContainText("Does not verify");
    await expect(proof(page).getByRole("alert")).toContainText("is not what was sealed");
    await expectAccessible(page, "a trace that was changed");
    // Put back behind the reader's back: what is shown is still not what was sealed.
    await change(traceId, ip);
    await verify(page).click();
    await expect(proof(page).getByRole("alert")).toContainText("The sealed row is not the one that is shown here: ip differs.");

    await change(traceId, "203.0.113.9");
    await lookAtIntegrity(product);
    await expect(async () => {
      await page.goto(person.homePath);
      await expect(heading).toBeVisible({ timeout: 1_000 });
    }).toPass({ timeout: 90_000 });
    const incident = page.getByRole("alert").filter({ hasText: /^Incident/ });
    await expect(incident).toContainText(`Trace ${traceId} was changed by somebody else.`);
    await expect(
      page
        .getByRole("region", { name: /Needs attention/ })
        .getByRole("listitem")
        .first(),
    ).toContainText("The audit log has 1 entry");
    for (const colorScheme of ["dark", "light"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await expectAccessible(page, `an incident on Overview, ${colorScheme}`);
    }
    await incident.getByRole("link", { name: "See the system" }).click();
    await page.waitForURL("**/system");
    await expect(page.getByRole("main").getByRole("heading", { level: 2 }).first()).toHaveText("Audit log");
    await expect(log.getByRole("alert")).toContainText(`Trace ${traceId} was changed by somebody else.`);
    await expect(log).toContainText("1 entry changed");
    await expectAccessible(page, "an incident on System");
    for (const path of [`/${person.projectName}/system`, person.homePath]) {
      await page.goto(path);
      await fitsOnAPhone(page);
    }
  } finally {
    await context.close();
    await product.stop();
  }
});
