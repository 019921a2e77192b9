import { makeTenant } from "../harness/tenant";
import { expect, makePerson, openTool, test } from "./fixtures";

test("alias and description are edited in place, and the list shows them", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const id = await person.client.createKey("before", { key_description: "old words" });
  await openTool(page, person, id);
  await page.getByRole("button", { name: "Edit alias" }).click();
  await page.getByLabel("Alias").fill("after/renamed");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { name: "after/renamed" })).toBeVisible();
  await page.getByRole("button", { name: "Edit description" }).click();
  await page.getByLabel("Description").fill("new words");
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.keyboard.type("in two lines");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("new words")).toBeVisible();
  await expect(page.getByRole("button", { name: "Edit description" })).toBeFocused();
  const { key_info } = (await person.client.call("describe-key", { key_id: id })).body;
  expect([key_info.key_alias, key_info.key_description]).toEqual(["after/renamed", "new words\nin two lines"]);
  await page.getByRole("link", { name: "Key Management Service" }).click();
  await expect(page.getByRole("row").getByRole("link", { name: "after/renamed" })).toBeVisible();
});

test("a wrong or taken alias and a long description are refused at the field, and nothing changes", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  await person.client.createKey("taken");
  const id = await person.client.createKey("mine");
  await openTool(page, person, id);
  await page.getByRole("button", { name: "Edit alias" }).click();
  const alias = page.getByLabel("Alias");
  const faults = [
    ["", /Enter an alias/],
    ["a b", /blank/],
    ["ä", /“ä”/],
    ["x/default", /must not end in/],
    ["a".repeat(256), /256 characters/],
    ["taken", /already|exists|taken|used/],
  ] as const;
  for (const [wrong, words] of faults) {
    await alias.fill(wrong);
    await page.getByRole("button", { name: "Save" }).click();
    await expect(alias, wrong).toHaveAttribute("aria-invalid", "true");
    await expect(alias, wrong).toHaveAccessibleDescription(words);
  }
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Edit description" }).click();
  await page.getByLabel("Description").fill("d".repeat(256));
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByLabel("Description")).toHaveAttribute("aria-invalid", "true");
  const { key_info } = (await person.client.call("describe-key", { key_id: id })).body;
  expect([key_info.key_alias, key_info.key_description]).toEqual(["mine", ""]);
});

test("a key pending deletion cannot be edited, and shows when it will be destroyed", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const id = await person.client.createKey("leaving");
  await person.client.call("schedule-key-deletion", { key_id: id, pending_days: "7" });
  await openTool(page, person, id);
  await expect(page.getByRole("button", { name: "Edit alias" })).toBeDisabled();
  await expect(page.getByRole("button", { name: "Edit description" })).toHaveAttribute("aria-description", /pending deletion/);
  await expect(page.getByText(/in 6 days 23 hours|in 7 days/)).toBeVisible();
});

test("another project's key is not found", async ({ page, product, signInAs }) => {
  const other = await makePerson(product, []);
  const foreign = await other.client.createKey("foreign");
  const person = await signInAs("KMS Administrator");
  for (const id of [foreign, "not-an-id"]) {
    await page.goto(`${person.keysPath}/${id}?tab=tool`);
    await expect(page.getByRole("heading", { name: "Key not found" })).toBeVisible();
  }
});

test("a user without a role for keys is told so, and the key is not shown", async ({ page, product, signInAs }) => {
  const person = await signInAs("Security Administrator");
  await expect(page.getByRole("heading", { name: "You may not see the keys of this project" })).toBeVisible();
  // Nor the system, which the navigation does not offer then.
  await expect(page.getByRole("navigation").getByRole("link", { name: "System" })).toHaveCount(0);
  const administrator = await makeTenant(product, ["KMS Administrator"], person);
  const id = await administrator.client.createKey("secret-name");
  await page.goto(`${person.keysPath}/${id}`);
  await expect(page.getByRole("heading", { name: "You may not see this key" })).toBeVisible();
  await expect(page.getByText("secret-name")).toHaveCount(0);
});

test("a description keeps its lines when it is edited, and the page's title follows the alias and the tab", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const id = await person.client.createKey("titled", { key_description: "first line\nsecond line" });
  await openTool(page, person, id);
  await expect(page).toHaveTitle("titled · Tool · KMS Console");
  await page.getByRole("tab", { name: "Rotation Policy" }).click();
  await expect(page).toHaveTitle("titled · Rotation Policy · KMS Console");
  await page.getByRole("button", { name: "Edit description" }).click();
  await expect(page.getByLabel("Description")).toHaveValue("first line\nsecond line");
  await page.getByLabel("Description").fill("first line\nsecond line\nthird");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("button", { name: "Edit description" })).toBeVisible();
  const { key_info } = (await person.client.call("describe-key", { key_id: id })).body;
  expect(key_info.key_description).toBe("first line\nsecond line\nthird");
  await page.getByRole("button", { name: "Edit alias" }).click();
  await page.getByLabel("Alias").fill("renamed");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveTitle("renamed · Rotation Policy · KMS Console");
});

test("what somebody else does to the key is seen within ten seconds", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const id = await person.client.createKey("shared");
  await openTool(page, person, id);
  await expect(page.getByText("Enabled", { exact: true })).toBeVisible();
  await person.client.call("disable-key", { key_id: id });
  await expect(page.getByText("Disabled", { exact: true })).toBeVisible({ timeout: 12_000 });
  await expect(page.getByRole("button", { name: "Execute" })).toBeDisabled();
});

test("a key with several versions has a tab for them, and the longest alias leaves state and actions in sight", async ({
  page,
  signInAs,
}) => {
  const person = await signInAs("KMS Administrator");
  const alias = `${"long/".repeat(48)}${"a".repeat(15)}`;
  const id = await person.client.createKey(alias);
  await openTool(page, person, id);
  for (const size of [
    { width: 1280, height: 800 },
    { width: 390, height: 844 },
  ]) {
    await page.setViewportSize(size);
    await expect(page.getByText("Enabled", { exact: true })).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole("main").getByRole("button", { name: "Disable" })).toBeInViewport({ ratio: 1 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect(page.getByRole("tab", { name: /Grants/ })).toBeVisible();
  await expect(page.getByRole("tab", { name: /Versions/ })).toHaveCount(0);
  await person.client.call("rotate-on-demand", { key_id: id });
  await page.getByRole("tab", { name: "Versions 2" }).click();
  await expect(page.getByRole("region", { name: "Versions" }).getByRole("row")).toHaveCount(3);
  await expect(page).toHaveTitle(`${alias} · Versions · KMS Console`);
});

test("ready lines use the key: a tab for each client, to be copied, and the client that was chosen last comes first", async ({
  page,
  context,
  product,
  signInAs,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const person = await signInAs("KMS Administrator");
  const id = await person.client.createKey("payments");
  const pair = await person.client.createKey("letters", { key_spec: "EC_P256" });
  const dialog = page.getByRole("dialog", { name: "Use this key" });
  const open = async (keyId: string) => {
    await openTool(page, person, keyId);
    await page.getByRole("button", { name: "Use this key" }).click();
    await dialog.waitFor();
  };
  await open(id);
  await expect(dialog.getByRole("tab")).toHaveText(["curl", "Node", "Python", "Go", "openstacksdk", "Terraform", "sops"]);
  await expect(dialog.getByRole("tab", { name: "curl" })).toHaveAttribute("aria-selected", "true");
  await dialog.getByRole("tab", { name: "curl" }).focus();
  await page.keyboard.press("ArrowLeft");
  await expect(dialog.getByText(`sops encrypt --hckms ${product.region}:${id}`)).toBeVisible();
  await dialog.getByRole("button", { name: "Copy “Use the key”" }).click();
  await expect(dialog.getByRole("status").filter({ hasText: "Copied" })).toBeVisible();
  await expect(dialog.getByRole("link", { name: /My Credentials/ })).toHaveAttribute(
    "href",
    `/${person.projectName}/my-credentials#access-keys`,
  );
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Use this key" })).toBeFocused();
  await page.getByLabel("Data to be encrypted").focus();
  await page.keyboard.press("Control+v");
  const copied = await page.getByLabel("Data to be encrypted").inputValue();
  expect(copied.split("\n").slice(0, 2)).toEqual([
    `export HUAWEICLOUD_SDK_PROJECT_ID=${person.projectId}`,
    `export HUAWEICLOUD_SDK_REGION_KMS_EU_DE=${product.apiUrl}`,
  ]);

  await open(pair);
  await expect(dialog.getByRole("tab")).toHaveText(["curl", "Node", "Python", "Go", "openstacksdk", "Terraform"]);
  await expect(dialog.getByText("kms verify")).toBeVisible();
  await open(id);
  await expect(dialog.getByRole("tab", { name: "sops" })).toHaveAttribute("aria-selected", "true");
});

test("a key that nothing can be done with now says why, and has no lines", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const waiting = await person.client.createKey("waiting", { origin: "external" });
  const leaving = await person.client.createKey("leaving");
  await person.client.call("schedule-key-deletion", { key_id: leaving, pending_days: "7" });
  for (const [id, reason] of [
    [waiting, /pending import/],
    [leaving, /pending deletion/],
  ] as const) {
    await openTool(page, person, id);
    await page.getByRole("button", { name: "Use this key" }).click();
    const dialog = page.getByRole("dialog", { name: "Use this key" });
    await expect(dialog.getByText(reason)).toBeVisible();
    await expect(dialog.locator("code")).toHaveCount(0);
  }
});

test("the tabs stay where they are when the numbers of tags and grants come", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const id = await person.client.createKey("still");
  let letNumbersCome = () => {};
  const mayCome = new Promise<void>((resolve) => {
    letNumbersCome = resolve;
  });
  for (const numbers of ["**/api/query/listKeyTags*", "**/api/query/listGrants*"]) {
    await page.route(numbers, async (route) => {
      await mayCome;
      await route.continue();
    });
  }
  await page.goto(`${person.keysPath}/${id}?tab=tool`);
  const use = page.getByRole("tab", { name: "Use", exact: true });
  // The page's script has come when this is heard.
  await page.getByRole("tab", { name: "Decrypt" }).click();
  await expect(page.getByRole("tabpanel", { name: "Decrypt" })).toBeVisible();
  await expect(page.getByRole("tab", { name: /0/ })).toHaveCount(0);
  const left = async () => Math.round((await use.boundingBox())?.x ?? 0);
  const before = await left();
  letNumbersCome();
  await expect(page.getByRole("tab", { name: /0/ })).toHaveCount(2);
  expect(await left()).toBe(before);
});
