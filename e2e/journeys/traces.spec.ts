import { readFileSync } from "node:fs";
import type { Locator, Page } from "@playwright/test";
import { signIn as signInToApi } from "../harness/api-client";
import { makeTenant } from "../harness/tenant";
import { expect, expectAccessible, makePerson, type Person, takeSession, test } from "./fixtures";
import { makeAdministrator } from "./identity-steps";

const rows = (page: Page) => page.locator(".table-traces tbody tr");
const sheet = (page: Page) => page.getByRole("complementary", { name: /^Trace / });
const row = (page: Page, name: string): Locator => rows(page).filter({ has: page.getByRole("link", { name, exact: true }) });

/** Opens the page and waits until it has come to life: a press before is lost. */
async function openTraces(page: Page, person: Person, query = ""): Promise<void> {
  await page.goto(`/${person.projectName}/traces${query}`);
  await expect(page.getByRole("heading", { level: 1, name: "Audit traces" })).toBeVisible();
  await comesToLife(page);
}

async function comesToLife(page: Page): Promise<void> {
  await expect(async () => {
    await page.keyboard.press("/");
    await expect(page.getByRole("button", { name: "Add filter" })).toBeFocused({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
}

async function addFilter(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Add filter" }).click();
  await page.getByRole("menuitem", { name, exact: true }).click();
}

/** Two keys, some uses of them, and a refused call by somebody else. */
async function makeTraces(person: Person, product: Parameters<typeof makeTenant>[0]) {
  const [vault, archive] = [await person.client.createKey("payments/card-vault"), await person.client.createKey("treasury/archive")];
  for (const key_id of [vault, vault, archive]) await person.client.call("encrypt-data", { key_id, plain_text: "hello" });
  const viewer = await makeTenant(product, ["KMS Viewer"], person);
  const refused = await viewer.client.call("schedule-key-deletion", { key_id: vault, pending_days: "7" });
  expect(refused.status).toBe(403);
  return { vault, archive, viewer };
}

test("traces are found by name, outcome, resource and caller; each filter is in the URL and survives Back; no match offers to clear", async ({
  page,
  signInAs,
  product,
}) => {
  const person = await signInAs("KMS Administrator");
  const { vault, viewer } = await makeTraces(person, product);
  await page.getByRole("navigation").getByRole("link", { name: "Audit traces" }).click();
  await page.waitForURL(`**/${person.projectName}/traces`);
  await comesToLife(page);
  await expect(row(page, "encryptData")).toHaveCount(3);

  await addFilter(page, "Trace name");
  await page.getByRole("combobox", { name: "Trace name" }).fill("encryptD");
  await page.getByRole("option", { name: "encryptData", exact: true }).click();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/trace_name=encryptData/);
  await expect(rows(page)).toHaveCount(3);
  await page.getByRole("button", { name: "Done" }).click();

  await addFilter(page, "Resource");
  await page.getByRole("combobox", { name: /Key alias/ }).fill("payments/card-vault");
  await expect(page.getByRole("option", { name: /payments\/card-vault/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`resource_id=${vault}`));
  await expect(rows(page)).toHaveCount(2);
  await page.goBack();
  await expect(rows(page)).toHaveCount(3);
  await page.goForward();
  await expect(rows(page)).toHaveCount(2);
  await page.reload();
  await expect(rows(page)).toHaveCount(2);
  await comesToLife(page);

  await page.getByRole("button", { name: "Remove Trace name" }).click();
  await addFilter(page, "Outcome");
  await page.getByRole("checkbox", { name: "warning" }).click();
  await page.getByRole("button", { name: "Done" }).click();
  await expect(rows(page)).toHaveCount(1);
  await expect(row(page, "scheduleKeyDeletion")).toContainText("warning");
  await expect(row(page, "scheduleKeyDeletion")).toContainText(viewer.userName);

  await page.getByRole("button", { name: "More for scheduleKeyDeletion" }).click();
  await page.getByRole("menuitem", { name: "Only this caller" }).click();
  await expect(page).toHaveURL(new RegExp(`caller_id=${viewer.userId}`));
  await expect(rows(page)).toHaveCount(1);

  await addFilter(page, "Address");
  await page.getByRole("combobox", { name: /Address/ }).fill("203.0.113.7");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByRole("heading", { name: "No trace matches these filters" })).toBeVisible();
  await expectAccessible(page, "no match");
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(row(page, "encryptData")).toHaveCount(3);
  await expect(page).not.toHaveURL(/caller_id/);
});

test("a name that is not wanted is left out, and a time of one's own is kept in the URL", async ({ page, signInAs, product }) => {
  const person = await signInAs("KMS Administrator");
  await makeTraces(person, product);
  await openTraces(page, person);
  await page.getByRole("button", { name: "More for encryptData" }).first().click();
  await page.getByRole("menuitem", { name: "Not this trace name" }).click();
  await expect(row(page, "encryptData")).toHaveCount(0);
  await expect(row(page, "createKey")).toHaveCount(2);
  await expect(page).toHaveURL(/not_trace_name=encryptData/);

  await page.getByRole("button", { name: /^Time range/ }).click();
  await page.getByLabel("From", { exact: true }).fill("2020-01-01T00:00:00");
  await page.getByLabel("To", { exact: true }).fill("2019-01-01T00:00:00");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "after the beginning" })).toBeVisible();
  await page.getByLabel("To", { exact: true }).fill("2020-02-01T00:00:00");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/range=\d+-\d+/);
  await expect(page.getByRole("heading", { name: "No trace matches these filters" })).toBeVisible();
  await page.getByRole("button", { name: /^Time range/ }).click();
  await page.getByRole("button", { name: "Last hour" }).click();
  await expect(row(page, "createKey")).toHaveCount(2);
});

test("the chart chooses a time when it is dragged, and by keys", async ({ page, signInAs, product }) => {
  const person = await signInAs("KMS Administrator");
  await makeTraces(person, product);
  await openTraces(page, person, "?range=1h");
  const chart = page.getByRole("group", { name: "Traces over time, Last hour" });
  const box = await chart.boundingBox();
  if (!box) throw new Error("There is no chart.");
  // The last tenth, where all of them are.
  await page.mouse.move(box.x + box.width * 0.9, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 2, box.y + 30, { steps: 5 });
  await page.mouse.up();
  await expect(page).toHaveURL(/range=1h&from=\d+&to=\d+/);
  await expect(row(page, "encryptData")).toHaveCount(3);
  await page.goBack();
  await expect(page).not.toHaveURL(/from=/);
  // The first half by keys: none of them is there.
  const end = page.getByRole("slider", { name: "End of the chosen time" });
  await end.focus();
  for (let press = 0; press < 3; press++) await page.keyboard.press("PageDown");
  await page.keyboard.press("Tab");
  await expect(page).toHaveURL(/range=1h&from=\d+&to=\d+/);
  await expect(page.getByRole("heading", { name: "No trace matches these filters" })).toBeVisible();
  await expect(page.getByText("0 traces", { exact: true })).toBeVisible();
});

test("a trace opens beside the list, is in the URL, and leads to what is like it", async ({ page, signInAs, product }) => {
  const person = await signInAs("KMS Administrator");
  const { vault, viewer } = await makeTraces(person, product);
  await openTraces(page, person);
  await row(page, "scheduleKeyDeletion").getByRole("cell").first().click();
  await expect(sheet(page)).toContainText("refused");
  await expect(sheet(page)).toContainText("KMS.0307");
  await expect(sheet(page)).toContainText(viewer.userId);
  await expectAccessible(page, "the list with a trace open");
  await page.getByRole("button", { name: "Next trace" }).click();
  await expect(sheet(page)).not.toContainText("KMS.0307");
  await page.getByRole("button", { name: "Previous trace" }).click();
  await expect(sheet(page)).toContainText("KMS.0307");
  await page.getByRole("tab", { name: "JSON" }).click();
  await expect(sheet(page)).toContainText('"trace_name": "scheduleKeyDeletion"');
  await page.getByRole("tab", { name: "Details" }).click();
  await page.reload();
  await expect(sheet(page)).toContainText("KMS.0307");
  await expect(sheet(page).getByRole("link", { name: "payments/card-vault" })).toHaveAttribute("href", new RegExp(`/keys/${vault}$`));
  await comesToLife(page);
  await sheet(page).getByRole("button", { name: "Only this request" }).click();
  await expect(rows(page)).toHaveCount(1);
  await expect(sheet(page)).toHaveCount(0);
  await row(page, "scheduleKeyDeletion").getByRole("link").click();
  await expect(sheet(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(sheet(page)).toHaveCount(0);
  await expect(page).not.toHaveURL(/trace=\d/);
  // Of another list, it is asked for by its number.
  await page.goto(`/${person.projectName}/traces?trace=1&outcome=incident`);
  await expect(page.getByRole("alert").filter({ hasText: "The trace could not be loaded" })).toBeVisible();
});

test("on a phone the sheet covers the page, and nothing behind it can be reached", async ({ page, signInAs, product }) => {
  const person = await signInAs("KMS Administrator");
  await makeTraces(person, product);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await openTraces(page, person);
  await expectAccessible(page, "the list on a phone");
  await row(page, "scheduleKeyDeletion").click();
  await expect(sheet(page)).toContainText("KMS.0307");
  await expectAccessible(page, "a trace on a phone");
  const behind = page.getByRole("button", { name: "Add filter" });
  expect(await behind.evaluate((button) => button.closest("[inert]") !== null)).toBe(true);
  await sheet(page).getByRole("button", { name: "Close" }).click();
  expect(await behind.evaluate((button) => button.closest("[inert]") !== null)).toBe(false);
});

test("Live shows what comes, without the traces of looking; while a trace is open, what comes waits", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const key_id = await person.client.createKey("watched");
  await openTraces(page, person);
  await page.getByRole("switch", { name: "Live" }).click();
  await expect(page.getByText("listTraces and countTraces are hidden")).toBeVisible();
  await person.client.call("encrypt-data", { key_id, plain_text: "hello" });
  await expect(row(page, "encryptData")).toHaveCount(1);
  await expect(row(page, "listTraces")).toHaveCount(0);
  await row(page, "encryptData").getByRole("link").click();
  await expect(sheet(page)).toBeVisible();
  await person.client.call("disable-key", { key_id });
  await person.client.call("enable-key", { key_id });
  const news = page.getByRole("button", { name: /^2 new/ });
  await expect(news).toBeVisible();
  await expect(row(page, "disableKey")).toHaveCount(0);
  await expectAccessible(page, "Live with news");
  await news.click();
  await expect(row(page, "disableKey")).toHaveCount(1);
  await page.getByRole("button", { name: "Show them" }).click();
  await expect(row(page, "listTraces").first()).toBeVisible();
  await page.getByRole("switch", { name: "Live" }).click();
  await expect(row(page, "enableKey")).toHaveCount(1);
});

test("a filter is saved under a name, found again, and deleted", async ({ page, signInAs, product }) => {
  const person = await signInAs("KMS Administrator");
  await makeTraces(person, product);
  await openTraces(page, person, "?range=7d&outcome=warning");
  await page.getByRole("button", { name: "Saved", exact: true }).click();
  await expect(page.getByText("Nothing is saved yet.")).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill(" ");
  await page.getByRole("button", { name: "Save filter" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "1 to 64 characters" })).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill("Refused this week");
  await page.getByRole("button", { name: "Save filter" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Filter saved: Refused this week" })).toBeVisible();
  await expectAccessible(page, "saved filters");
  await openTraces(page, person);
  await expect(row(page, "createKey")).toHaveCount(2);
  await page.getByRole("button", { name: "Saved", exact: true }).click();
  await page.getByRole("button", { name: "Refused this week", exact: true }).click();
  await expect(page).toHaveURL(/range=7d&outcome=warning/);
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole("button", { name: "Saved", exact: true }).click();
  await page.getByRole("button", { name: "Delete Refused this week" }).click();
  await expect(page.getByText("Nothing is saved yet.")).toBeVisible();
});

test("what is filtered is exported as NDJSON and as CSV; a refusal is told on the page", async ({ page, signInAs, product }) => {
  const person = await signInAs("KMS Administrator");
  const { vault } = await makeTraces(person, product);
  await openTraces(page, person, `?resource_id=${vault}&trace_name=encryptData`);
  const save = async (format: string) => {
    await page.getByRole("button", { name: "Export" }).click();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: format }).click()]);
    await expect(page.getByRole("status").filter({ hasText: `Traces exported: ${download.suggestedFilename()}` })).toBeVisible();
    return readFileSync(await download.path(), "utf8");
  };
  const lines = (await save("NDJSON")).trimEnd().split("\n");
  // Between them are hashes of what is not shown; the checkpoint is the last.
  expect(lines.at(-1)).toMatch(/^\{"checkpoint":"kms-console\/audit\//);
  const rowLines = lines.filter((line) => line.startsWith('{"access_key":'));
  expect(rowLines.map((line) => JSON.parse(line)).map(({ trace_name, resource_id }) => [trace_name, resource_id])).toEqual([
    ["encryptData", vault],
    ["encryptData", vault],
  ]);
  const csv = await save("CSV");
  expect(csv.charCodeAt(0)).toBe(0xfeff);
  expect(csv.trimEnd().split("\r\n")).toHaveLength(3);

  await page.route("**/traces/export", (route) =>
    route.fulfill({ status: 429, json: { failure: failureOf("Three exports are under way.") } }),
  );
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByRole("menuitem", { name: "CSV" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Three exports are under way." })).toBeVisible();
  await page.unroute("**/traces/export");

  // Nobody's page but this console's own has a file made.
  for (const headers of [{ origin: "https://evil.example" }, { origin: product.consoleUrl, "sec-fetch-site": "cross-site" }] as Record<
    string,
    string
  >[]) {
    const reply = await page.request.post(`/${person.projectName}/traces/export`, { headers, data: { format: "csv" } });
    expect(reply.status()).toBe(403);
  }
});

const failureOf = (message: string) => ({ kind: "refused", status: 429, code: "", message, requestId: "abc" });

test("a key's Audit tab has the key's own traces, and leads to the page with the same filter", async ({ page, signInAs, product }) => {
  const person = await signInAs("KMS Administrator");
  const { vault } = await makeTraces(person, product);
  await page.goto(`${person.keysPath}/${vault}?tab=audit`);
  await expect(row(page, "encryptData")).toHaveCount(2);
  await expect(row(page, "scheduleKeyDeletion")).toHaveCount(1);
  await comesToLife(page);
  await row(page, "scheduleKeyDeletion").getByRole("link").click();
  await expect(sheet(page)).toContainText("KMS.0307");
  await expect(page).toHaveURL(/tab=audit.*trace=\d+/);
  await expectAccessible(page, "the Audit tab with a trace open");
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "Open in Audit traces" }).click();
  await page.waitForURL(new RegExp(`/traces\\?.*resource_id=${vault}`));
  await expect(row(page, "encryptData")).toHaveCount(2);
});

test("whoever may not read the traces has no entry, no tab, and is told which right is missing", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Viewer");
  const navigation = page.getByRole("navigation", { name: "Main navigation" });
  await expect(navigation.getByRole("link", { name: "System" })).toBeVisible();
  await expect(navigation.getByRole("link", { name: "Audit traces" })).toHaveCount(0);
  await page.goto(`/${person.projectName}/traces`);
  await expect(page.getByRole("heading", { level: 1, name: "You may not read the audit traces" })).toBeVisible();
  await expect(page.getByText("kms:trace:list")).toBeVisible();
  await expectAccessible(page, "forbidden");
});

test("what others chose stays text, in list, sheet, JSON and both exports", async ({ page, product }) => {
  const person = await makePerson(product, ["KMS Administrator"]);
  await makeAdministrator(product, person);
  const account = await signInToApi(product.apiUrl, { ...person, name: person.userName }, { domain: { name: person.account } });
  const name = '=cmd|"/c calc"!A1 <img src=x onerror=alert(1)>';
  const description = "\u202egnp.exe \u001b[31mred\u2028=HYPERLINK(1)\r\n@SUM(1)";
  const made = await account.send("POST", "/v3/groups", JSON.stringify({ group: { name, description } }));
  expect(made.status).toBe(201);
  const MARKS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
  await takeSession(page, product, person);
  await openTraces(page, person, `?resource_id=${made.body.group.id}`);
  await expect(row(page, "createGroup")).toContainText("=cmd|");
  await row(page, "createGroup").getByRole("link").click();
  await expect(sheet(page)).toContainText("\\u202egnp.exe \\u001b[31mred\\u2028=HYPERLINK(1)\\u000d\\u000a@SUM(1)");
  await expect(sheet(page)).toContainText(name);
  const shown = async () => ((await page.locator("main").textContent()) ?? "").replaceAll("\n", "");
  expect(await shown()).not.toMatch(MARKS);
  await page.getByRole("tab", { name: "JSON" }).click();
  await expect(sheet(page)).toContainText("\\u202egnp.exe");
  expect(await shown()).not.toMatch(MARKS);
  const json = JSON.parse((await sheet(page).locator("pre").textContent()) ?? "");
  expect([json.resource_name, json.details.description]).toEqual([name, description]);
  const save = async (format: string) => {
    await page.getByRole("button", { name: "Export" }).click();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: format }).click()]);
    return readFileSync(await download.path(), "utf8").replace(/^\ufeff/, "");
  };
  // Letter for letter what was sealed: JSON spells control characters, so that nobody can begin a line.
  const sealed = await save("NDJSON");
  expect(sealed.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
  const [line = "", ...more] = sealed.split("\n").filter((one) => one.startsWith('{"access_key":'));
  expect(more).toEqual([]);
  expect(JSON.parse(line)).toMatchObject({ resource_name: name, details: { description } });
  // In a spreadsheet it would be a formula.
  const csv = await save("CSV");
  expect(csv.replaceAll("\r\n", "")).not.toMatch(MARKS);
  expect(csv).toContain("u202e");
  expect(csv).not.toMatch(/(^|,)"?\s*[=+@-]/m);
});
