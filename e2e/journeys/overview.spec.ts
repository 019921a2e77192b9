import type { Page } from "@playwright/test";
import { sql } from "../harness/database";
import { expect, expectAccessible, type JourneyProduct, makePerson, type Person, signIn, test } from "./fixtures";

/** What the trail says is counted within seconds; a machine with other things to do takes longer. */
const COUNTED = { timeout: 45_000 };

const attention = (page: Page) => page.getByRole("region", { name: /Needs attention/ });
const needs = (page: Page, alias: string) => attention(page).getByRole("listitem").filter({ hasText: alias });

async function openOverview(page: Page, person: Person, search = ""): Promise<void> {
  await page.goto(person.homePath + search);
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
}

/** Two keys that want something, one that is used, and one whose calls are refused. */
async function makeBusy(product: JourneyProduct, person: Person) {
  const { client } = person;
  const [doomed, used, waiting] = [
    await client.createKey("legacy/fax-gateway"),
    await client.createKey("payments/card-vault"),
    await client.createKey("hr/payroll-import", { origin: "external" }),
  ];
  await client.call("schedule-key-deletion", { key_id: doomed, pending_days: "7" });
  for (const key_id of [used, used, used, doomed]) await client.call("encrypt-data", { key_id, plain_text: "hello" });
  await sql(product.dataDir, "update cmk set scheduled_deletion_at = now() + interval '2 days 1 hour' where id = $1", [doomed]);
  await sql(product.dataDir, "update cmk set created_at = now() - interval '3 days 1 hour' where id = $1", [waiting]);
  await sql(product.dataDir, "update cmk set next_rotation_at = now() + interval '9 days', rotation_interval = 365 where id = $1", [used]);
  return { doomed, used, waiting };
}

test("whoever begins is led to a first key, a first secret and a program", async ({ page, product }) => {
  const { keysPath, ...person } = await makePerson(product, ["KMS Administrator"]);
  await signIn(page, person);
  await page.waitForURL(`**${person.homePath}`);
  const steps = page.getByRole("region", { name: "First steps" });
  await expect(steps.getByRole("button", { name: "Open the Tool" })).toHaveAttribute("aria-description", "Create a key first.");
  await expectAccessible(page, "the first steps");
  await steps.getByRole("button", { name: "Create Key" }).click();
  const dialog = page.getByRole("dialog", { name: "Create Key" });
  await dialog.getByLabel("Alias").fill("first/key");
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(steps.getByRole("listitem").first()).toContainText("Done");
  await steps.getByRole("button", { name: "Use this key" }).click();
  await expect(page.getByRole("dialog", { name: "Use this key" }).getByRole("tab", { name: "curl" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("region", { name: "Keys", exact: true })).toContainText("Enabled");
  await steps.getByRole("link", { name: "Open the Tool" }).click();
  await page.waitForURL(`**${keysPath}/*?tab=tool`);
  await page.goBack();
  await steps.getByRole("button", { name: "Hide these steps" }).click();
  await expect(steps).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("region", { name: "Calls" })).toBeVisible();
  await expect(steps).toHaveCount(0);
});

test("what needs somebody is said worst first, and its button helps", async ({ page, product, signInAs }) => {
  test.setTimeout(120_000);
  const person = await signInAs("KMS Administrator");
  const { doomed } = await makeBusy(product, person);
  await expect(async () => {
    await openOverview(page, person);
    await expect(needs(page, "legacy/fax-gateway")).toContainText(`by ${person.userName}`, { timeout: 5_000 });
  }).toPass(COUNTED);
  await expect(attention(page).getByRole("listitem").first()).toContainText(
    /Urgent: legacy\/fax-gateway is destroyed in 2 days, and was called .+ by user-/,
  );
  await expect(needs(page, "hr/payroll-import")).toContainText("has waited for its key material for 3 days");
  const number = await attention(page).getByRole("listitem").count();
  await expect(page.getByRole("navigation").getByRole("link", { name: "Overview" })).toContainText(String(number));
  await expect(page.getByRole("list", { name: "State of the service" })).toContainText("HSM token");

  await needs(page, "hr/payroll-import")
    .getByRole("button", { name: /^Import Key Material/ })
    .click();
  await expect(page.getByRole("dialog", { name: /Import Key/ })).toBeVisible();
  await page.keyboard.press("Escape");
  await needs(page, "legacy/fax-gateway")
    .getByRole("button", { name: /^Cancel Deletion/ })
    .click();
  await page.getByRole("dialog").getByRole("button", { name: "OK" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(needs(page, "legacy/fax-gateway")).toHaveCount(0);
  const [key] = await sql<{ state: string }>(product.dataDir, "select state from cmk where id = $1", [doomed]);
  expect(key?.state).toBe("disabled");
});

test("calls are counted by how they ended, over the time that is chosen", async ({ page, product, signInAs }) => {
  test.setTimeout(120_000);
  const person = await signInAs("KMS Administrator");
  const { used } = await makeBusy(product, person);
  await sql(
    product.dataDir,
    `insert into trace_hour (account_id, project_id, hour, trace_name, resource_id, caller_id, outcome, caller_kind, caller_name, calls)
     values ($1, $2, date_trunc('hour', now() - interval '5 days'), 'encryptData', $3, 'batch', 'normal', 'user', 'batch', 1200)`,
    [person.accountId, person.projectId, used],
  );
  const calls = page.getByRole("region", { name: "Calls" });
  await expect(async () => {
    await openOverview(page, person);
    await expect(calls.getByText("1 refused", { exact: true })).toBeVisible({ timeout: 5_000 });
  }).toPass(COUNTED);
  const keys = page.getByRole("table", { name: "Busiest keys" });
  await expect(keys.getByRole("row", { name: /payments\/card-vault/ })).not.toContainText("1,2");
  await calls.getByText("7 d").click();
  await expect(page).toHaveURL(/range=7d/);
  await expect(keys.getByRole("row", { name: /payments\/card-vault/ })).toContainText("1,20");
  await expect(page.getByRole("table", { name: "Busiest callers" }).getByRole("row", { name: /batch/ })).toContainText("1,200");
  await expect(calls.getByRole("table", { name: "Calls of the last 7 days" }).getByRole("row")).toHaveCount(29);
  await page.goBack();
  await expect(calls.getByRole("radio", { name: "24 h" })).toBeChecked();
  await expect(page.getByRole("region", { name: "Coming up" }).getByRole("link", { name: /payments\/card-vault/ })).toBeVisible();
  await page.reload();
  // Each load takes the server's first paint over without a word; the fixture fails on any complaint of the browser.
  for (const search of ["?range=30d", "", "?range=7d", "?range=nothing"]) await openOverview(page, person, search);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`in ${colorScheme}, on a desk and on a phone, axe finds nothing and nothing runs out of the page`, async ({
    page,
    product,
    signInAs,
  }) => {
    test.setTimeout(120_000);
    await page.emulateMedia({ colorScheme });
    const person = await signInAs("KMS Administrator");
    await makeBusy(product, person);
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 800 });
      await openOverview(page, person);
      await expect(needs(page, "legacy/fax-gateway")).toBeVisible();
      await expectAccessible(page, `the overview at ${width}`);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
    }
  });
}

test("whoever may only look finds the buttons off, with the reason, and is not told who called", async ({ page, product, signInAs }) => {
  const administrator = await makePerson(product, ["KMS Administrator"]);
  await makeBusy(product, administrator);
  const viewer = await signInAs("KMS Viewer");
  await sql(product.dataDir, "update cmk set project_id = $1, account_id = $2 where project_id = $3", [
    viewer.projectId,
    viewer.accountId,
    administrator.projectId,
  ]);
  await openOverview(page, viewer);
  const button = needs(page, "legacy/fax-gateway").getByRole("button", { name: /^Cancel Deletion/ });
  await expect(button).toHaveAttribute("aria-disabled", "true");
  await expect(button).toHaveAttribute("aria-description", /permission/);
  await expect(needs(page, "legacy/fax-gateway")).not.toContainText(administrator.userName);
  await expect(page.getByRole("heading", { name: "Busiest callers" })).toHaveCount(0);
  await expectAccessible(page, "the overview of a viewer");
});
