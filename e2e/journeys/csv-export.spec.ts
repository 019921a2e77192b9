import { readFileSync } from "node:fs";
import { makeManyKeys } from "../harness/make-many-keys";
import { tagKey } from "../harness/tags";
import { expect, listComesToLife, test } from "./fixtures";

test("an export of many keys has every one once, in the list's order, with the filter applied", async ({ page, signInAs, product }) => {
  const person = await signInAs("KMS Administrator");
  await person.client.createKey("left-out");
  await makeManyKeys(product, person.client, 2499, "row");
  await page.goto(`${person.keysPath}?q=row&sort=alias_asc`);
  await listComesToLife(page);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Export CSV" }).click()]);
  await expect(page.getByRole("status").filter({ hasText: "2,500 keys exported" })).toBeVisible();
  const lines = readFileSync(await download.path(), "utf8").split("\r\n");
  expect(lines).toHaveLength(2502);
  const aliases = lines.slice(1, -1).map((line) => line.split(",")[0]);
  expect(new Set(aliases).size).toBe(2500);
  expect(aliases).toEqual([...aliases].sort());
  expect(aliases).not.toContain("left-out");
});

test("a long export shows how far it is and can be canceled, and then no file is saved", async ({ page, signInAs, product }) => {
  const person = await signInAs("KMS Administrator");
  await makeManyKeys(product, person.client, 2999, "row");
  await page.reload();
  await listComesToLife(page);
  await expect(page.getByText("of 3,000 keys")).toBeVisible();
  let downloads = 0;
  page.on("download", () => downloads++);
  // The second page is held back, so that there is something to see and to cancel.
  let pages = 0;
  await page.route("**/api/query/searchKeys*", async (route) => {
    if (++pages < 2) await route.continue();
  });
  await page.getByRole("button", { name: "Export CSV" }).click();
  const bar = page.getByRole("progressbar", { name: "Exporting keys" });
  await expect(bar).toHaveAttribute("aria-valuenow", "1000");
  await expect(bar).toHaveAttribute("aria-valuemax", "3000");
  await expect(page.getByText("1,000 of 3,000 keys")).toBeVisible();
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await expect(page.getByRole("status").filter({ hasText: "The export was canceled." })).toBeVisible();
  await expect(page.getByRole("button", { name: "Export CSV" })).toBeVisible();
  expect(downloads).toBe(0);
});

test("an export that is canceled while a page comes in raises no alert", async ({ page, signInAs, product }) => {
  const person = await signInAs("KMS Administrator");
  await makeManyKeys(product, person.client, 2999, "row");
  await page.reload();
  await listComesToLife(page);
  await expect(page.getByText("of 3,000 keys")).toBeVisible();
  // The head of the second page has come, its body never ends.
  await page.evaluate(() => {
    const { fetch } = window;
    let pages = 0;
    window.fetch = (input, init) => {
      if (!String(input).includes("/api/query/searchKeys") || ++pages < 2) return fetch(input, init);
      const body = new ReadableStream({
        start: (controller) => init?.signal?.addEventListener("abort", () => controller.error(init.signal?.reason)),
      });
      return Promise.resolve(new Response(body, { status: 200 }));
    };
  });
  await page.getByRole("button", { name: "Export CSV" }).click();
  await expect(page.getByText("1,000 of 3,000 keys")).toBeVisible();
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await expect(page.getByRole("status").filter({ hasText: "The export was canceled." })).toBeVisible();
  // Next's announcer of routes is an alert too, an empty one.
  await expect(page.getByRole("alert").filter({ hasText: /./ })).toHaveCount(0);
});

test("no cell is a formula in a spreadsheet, and nothing is put into text that is none", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const dangerous = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", '=HYPERLINK("http://evil.example","x")', "a;=1+1"];
  const plain = ["a,b\nc", "shop; -second", "Schlüssel für Müller", "1 - 2"];
  for (const [number, description] of [...dangerous, ...plain].entries()) {
    await person.client.createKey(`-${number}`, { key_description: description });
  }
  await page.reload();
  await listComesToLife(page);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Export CSV" }).click()]);
  const text = readFileSync(await download.path(), "utf8");
  expect(text).not.toMatch(/(^|,)"?\s*[=+@-]/m);
  expect(text).toContain('"\'=HYPERLINK(""http://evil.example"",""x"")"');
  expect(text).toContain(`"a;'=1+1"`);
  for (const description of plain) expect(text).toContain(description);
});

test("the file is UTF-8 with a byte order mark, and has tags and the dates of deletion, expiry and rotation", async ({
  page,
  signInAs,
}) => {
  const person = await signInAs("KMS Administrator");
  const id = await person.client.createKey("dated", { key_description: "für Zürich" });
  await tagKey(person.client, id, { team: "shop", stage: "live" });
  await person.client.call("enable-key-rotation", { key_id: id, rotation_interval: "90" });
  await person.client.call("schedule-key-deletion", { key_id: await person.client.createKey("leaving"), pending_days: "7" });
  await page.goto(`${person.keysPath}?cols=id`);
  await listComesToLife(page);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Export CSV" }).click()]);
  const bytes = readFileSync(await download.path());
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  const [header = "", leaving = "", dated = ""] = bytes.subarray(3).toString("utf8").split("\r\n");
  expect(header).toBe("Alias,Status,ID,Tags,Deletion Date,Material Expiry,Rotation,Last Rotation,Next Rotation,Description");
  expect(dated).toMatch(/^dated,Enabled,[0-9a-f-]{36},"stage=live; team=shop",,,On,,\d{4}-\d\d-\d\dT[\d:.]+Z,für Zürich$/);
  expect(leaving).toMatch(/^leaving,Pending deletion,[0-9a-f-]{36},,\d{4}-\d\d-\d\dT[\d:.]+Z,,Off,,,$/);
});

test("a search that fails in the midst says so, and no half of a file is saved", async ({ page, signInAs, product }) => {
  const person = await signInAs("KMS Administrator");
  await makeManyKeys(product, person.client, 1999, "row");
  await page.reload();
  await listComesToLife(page);
  await expect(page.getByText("of 2,000 keys")).toBeVisible();
  let downloads = 0;
  page.on("download", () => downloads++);
  let pages = 0;
  await page.route("**/api/query/searchKeys*", (route) => (++pages < 2 ? route.continue() : route.abort()));
  await page.getByRole("button", { name: "Export CSV" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "does not answer" })).toBeVisible();
  expect(downloads).toBe(0);
});
