import type { Locator, Page } from "@playwright/test";
import { sql } from "../harness/database";
import { makeManyKeys } from "../harness/make-many-keys";
import { tagKey } from "../harness/tags";
import { chooseFilter, expect, keyRow, listComesToLife, type Person, test } from "./fixtures";

const KEYS = {
  "shop-live": { team: "shop", stage: "live" },
  "shop-test": { team: "shop", stage: "test" },
  "bank-live": { team: "bank", stage: "live" },
};

async function makeKeys(person: Person): Promise<void> {
  for (const [alias, tags] of Object.entries(KEYS)) await tagKey(person.client, await person.client.createKey(alias), tags);
  await person.client.createKey("untagged");
}

async function openBox(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: "Search by Tag" }).click();
  return page.getByRole("form", { name: "Search by Tag" });
}

/** The list shows these keys and no others. */
async function expectKeys(page: Page, ...aliases: string[]): Promise<void> {
  await expect(page.getByRole("table").getByRole("link")).toHaveText(aliases);
}

test("keys are found that have all of the tags; the search is in the URL and survives Back and reload", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  await makeKeys(person);
  await page.reload();
  await listComesToLife(page);
  const box = await openBox(page);
  await box.getByLabel("Tag key").fill("team");
  await box.getByLabel("Tag value").fill("shop");
  await box.getByRole("button", { name: "Add another tag" }).click();
  await expect(box.getByLabel("Tag key")).toBeFocused();
  await expect(box.getByLabel("Tag key")).toHaveValue("");
  await box.getByLabel("Tag key").fill("stage");
  await box.getByRole("button", { name: "Search" }).click();
  await expectKeys(page, "shop-test", "shop-live");
  await expect(page).toHaveURL(/tag=team%3Dshop&tag=stage/);
  // The box has closed, and its criteria stand among the filters.
  await expect(box).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Search by Tag" })).toBeFocused();
  for (const key of ["team", "stage"]) await expect(page.getByRole("button", { name: `Remove ${key}` })).toBeVisible();

  await openBox(page);
  await expect(box.getByRole("listitem")).toHaveText(["teamshop", "stageany value"]);
  await box.getByLabel("Tag key").fill("stage");
  await box.getByLabel("Tag value").fill("live");
  await box.getByLabel("Tag value").press("Enter");
  await expectKeys(page, "shop-live");
  await page.goBack();
  await expectKeys(page, "shop-test", "shop-live");
  await expect(page.getByRole("button", { name: "Remove stage" })).toHaveCount(1);
  await page.goForward();
  await page.reload();
  await listComesToLife(page);
  await expectKeys(page, "shop-live");
  await expect(page.getByRole("button", { name: "Remove stage" })).toHaveCount(2);

  await page.getByRole("button", { name: "Remove team" }).focus();
  await page.keyboard.press("Enter");
  await expectKeys(page, "bank-live", "shop-live");
  await openBox(page);
  await expect(box.getByRole("listitem")).toHaveCount(2);
  await box.getByRole("button", { name: "Reset" }).click();
  await expectKeys(page, "untagged", "bank-live", "shop-test", "shop-live");
  await expect(page).not.toHaveURL(/tag=/);
});

test("it narrows together with the other filters, and Clear filters takes all of them away", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  await makeKeys(person);
  await page.goto(`${person.keysPath}?tag=stage%3Dlive&q=bank`);
  await listComesToLife(page);
  await expectKeys(page, "bank-live");
  await chooseFilter(page, "Status", "Disabled");
  await expect(page.getByText("No key matches these filters")).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expectKeys(page, "untagged", "bank-live", "shop-test", "shop-live");
  await expect(page.getByRole("button", { name: "Remove stage" })).toHaveCount(0);
});

test("keys and values are suggested from the project's tags, by mouse and by keyboard", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  await makeKeys(person);
  await page.reload();
  await listComesToLife(page);
  const box = await openBox(page);
  await box.getByLabel("Tag key").click();
  await expect(page.getByRole("listbox").getByRole("option")).toHaveText(["stage", "team"]);
  await page.getByRole("listbox").getByRole("option", { name: "team" }).click();
  await expect(box.getByLabel("Tag key")).toHaveValue("team");
  await box.getByLabel("Tag value").focus();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("listbox").getByRole("option")).toHaveText(["bank", "shop"]);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(box.getByLabel("Tag value")).toHaveValue("bank");
  await expect(page.getByRole("listbox").getByRole("option")).toHaveCount(0);
  await page.keyboard.press("Enter");
  await expectKeys(page, "bank-live");
});

test("suggestions are read when a tag field first has the focus, and not again for each change of a key", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  await makeKeys(person);
  let reads = 0;
  page.on("request", (request) => {
    if (request.url().includes("/api/query/suggestTags")) reads++;
  });
  await page.goto(`${person.keysPath}?tag=team%3Dshop`);
  await listComesToLife(page);
  await expectKeys(page, "shop-test", "shop-live");
  expect(reads).toBe(0);
  const box = await openBox(page);
  await box.getByLabel("Tag key").click();
  await expect(page.getByRole("listbox").getByRole("option")).toHaveText(["stage", "team"]);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await keyRow(page, "shop-live").getByRole("button", { name: "Disable" }).click();
  await page.getByRole("dialog").getByRole("checkbox").check();
  await page.getByRole("dialog").getByRole("button", { name: "Yes" }).click();
  await expect(keyRow(page, "shop-live").getByText("Disabled", { exact: true })).toBeVisible();
  await openBox(page);
  await box.getByLabel("Tag key").click();
  await expect(page.getByRole("listbox").getByRole("option")).toHaveText(["stage", "team"]);
  expect(reads).toBe(1);
});

test("of more values than are read at once, those are suggested that begin as what is typed", async ({ page, signInAs, product }) => {
  const person = await signInAs("KMS Administrator");
  await makeManyKeys(product, person.client, 300, "host");
  await sql(product.dataDir, "insert into tag (key_id, key, value) select id, 'host', alias from cmk where project_id = $1", [
    person.client.projectId,
  ]);
  await page.reload();
  await listComesToLife(page);
  const box = await openBox(page);
  await box.getByLabel("Tag key").fill("host");
  await box.getByLabel("Tag value").click();
  await expect(page.getByRole("listbox").getByRole("option")).toHaveCount(8);
  await box.getByLabel("Tag value").fill("host-00029");
  await expect(page.getByRole("listbox").getByRole("option")).toHaveText(
    [290, 291, 292, 293, 294, 295, 296, 297].map((number) => `host-000${number}`),
  );
  // The list hangs below its field, wherever the box stands.
  const [list, field] = await Promise.all([page.getByRole("listbox").boundingBox(), box.getByLabel("Tag value").boundingBox()]);
  expect(Math.abs((list?.x ?? 0) - (field?.x ?? 0))).toBeLessThan(4);
  expect((list?.y ?? 0) - ((field?.y ?? 0) + (field?.height ?? 0))).toBeLessThan(12);
  await page.getByRole("listbox").getByRole("option", { name: "host-000297" }).click();
  await box.getByRole("button", { name: "Search" }).click();
  await expectKeys(page, "host-000297");
});

test("a criterion that is taken away in the box counts when Search is pressed; Escape leaves the search as it is", async ({
  page,
  signInAs,
}) => {
  const person = await signInAs("KMS Administrator");
  await makeKeys(person);
  await page.goto(`${person.keysPath}?tag=team%3Dshop&tag=stage%3Dlive`);
  await listComesToLife(page);
  const box = await openBox(page);
  await box.getByRole("button", { name: "Remove team" }).click();
  await expect(box.getByRole("listitem")).toHaveCount(1);
  await expectKeys(page, "shop-live");
  await page.keyboard.press("Escape");
  await expect(box).toHaveCount(0);
  await expect(page).toHaveURL(/team/);
  await openBox(page);
  await expect(box.getByRole("listitem")).toHaveText(["teamshop", "stagelive"]);
  await box.getByRole("button", { name: "Remove team" }).click();
  await box.getByRole("button", { name: "Search" }).click();
  await expectKeys(page, "bank-live", "shop-live");
  await expect(page).not.toHaveURL(/team/);
});

test("blanks around a tag key and value are forgiven", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  await makeKeys(person);
  await page.reload();
  await listComesToLife(page);
  const box = await openBox(page);
  await box.getByLabel("Tag key").fill(" team\u00a0");
  await box.getByLabel("Tag value").fill("\tbank ");
  await box.getByRole("button", { name: "Search" }).click();
  await expectKeys(page, "bank-live");
});

test("what cannot be a criterion is refused at its field: none, too long, forbidden characters, twice, the twenty-first", async ({
  page,
  signInAs,
}) => {
  const person = await signInAs("KMS Administrator");
  await page.goto(`${person.keysPath}?${Array.from({ length: 19 }, (_, number) => `tag=k${number}`).join("&")}`);
  await listComesToLife(page);
  const box = await openBox(page);
  const [key, value, add] = [box.getByLabel("Tag key"), box.getByLabel("Tag value"), box.getByRole("button", { name: "Add another tag" })];
  for (const wrong of ["", "a".repeat(37), "a=b", "a*", "k3"]) {
    await key.fill(wrong);
    await add.click();
    await expect(key, wrong).toHaveAttribute("aria-invalid", "true");
  }
  await key.fill("a".repeat(36));
  for (const wrong of ["b".repeat(44), "<b>", "="]) {
    await value.fill(wrong);
    await add.click();
    await expect(value, wrong).toHaveAttribute("aria-invalid", "true");
  }
  await value.fill("b".repeat(43));
  await add.click();
  await expect(box.getByRole("listitem")).toHaveCount(20);
  await key.fill("more");
  await add.click();
  await expect(box.getByRole("alert")).toContainText("At most 20 tags");
  await expect(box.getByRole("listitem")).toHaveCount(20);
});

test("a tag with spaces, an emoji and markup, made over the API, is found and shown as text", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  await tagKey(person.client, await person.client.createKey("odd"), { "cost center": "50 % 😀 &amp; #1" });
  await person.client.createKey("plain");
  await page.reload();
  await listComesToLife(page);
  const box = await openBox(page);
  await box.getByLabel("Tag key").fill("cost center");
  await box.getByLabel("Tag value").fill("50 % 😀 &amp; #1");
  await box.getByRole("button", { name: "Search" }).click();
  await expectKeys(page, "odd");
  await page.reload();
  await listComesToLife(page);
  await expectKeys(page, "odd");
  await expect(page.getByRole("search").getByText("50 % 😀 &amp; #1")).toBeVisible();
  await expect(keyRow(page, "plain")).toHaveCount(0);
});
