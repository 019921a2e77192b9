/** Every screen, dialog and face, as different people see it. Each is opened once, and looked at in both themes and at several widths. */
import type { Page } from "@playwright/test";
import { ALL_GRANTABLE, grantTo } from "../harness/grants";
import { tagKey } from "../harness/tags";
import { expect, keyRow, listComesToLife, makePerson, operate, type Person, pressShortcut, signIn, test } from "./fixtures";
import { makeAdministrator, makePeople } from "./identity-steps";
import { cutTexts, faultsOfLayout, look, lookOnPhone, spaceText } from "./looking";

const WIDTHS = [360, 768, 1024, 1280, 1440, 2560];
const LONG = "a-long-alias-".repeat(19).slice(0, 255);
/** Right to left, with an emoji. */
const DESCRIPTION = "مفتاح الدفع 🔐 للبطاقات";

async function closeDialog(page: Page): Promise<void> {
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
}

/** Keys of every state and kind, one of them with the longest of names. @returns their IDs by alias */
async function makeKeys({ client }: Person): Promise<Record<string, string>> {
  const ids: Record<string, string> = {};
  for (const [alias, more] of [
    ["enabled", { key_description: DESCRIPTION }],
    ["disabled", {}],
    ["leaving", {}],
    ["waiting", { origin: "external" }],
    [LONG, { key_spec: "RSA_2048", key_description: DESCRIPTION.repeat(8) }],
  ] as const)
    ids[alias] = await client.createKey(alias, more);
  await client.call("disable-key", { key_id: ids.disabled });
  await client.call("schedule-key-deletion", { key_id: ids.leaving, pending_days: "7" });
  await tagKey(client, ids.enabled ?? "", { team: "shop", stage: "live", ["k".repeat(36)]: "v".repeat(43) });
  return ids;
}

test("sign-in and what stands around the pages", async ({ page, product }) => {
  test.setTimeout(300_000);
  await page.goto("/sign-in?reason=ended");
  await look(page, "sign-in after a session that ended");
  const person = await makePerson(product, ["KMS Administrator"]);
  await person.client.createKey("any");
  await signIn(page, { ...person, password: "wrong" });
  await page.getByRole("alert").filter({ hasText: /\w/ }).first().waitFor();
  await look(page, "sign-in that was refused");
  await signIn(page, person);
  await page.waitForURL(`**${person.keysPath}`);
  await listComesToLife(page);
  for (const menu of ["User menu", "Help", "Region or project"]) {
    await page.getByRole("button", { name: menu }).first().click();
    await page.getByRole("menu").waitFor();
    await look(page, `the menu of ${menu}`, [{ width: 1280, height: 800 }]);
    await page.keyboard.press("Escape");
  }
  const palette = page.getByRole("combobox", { name: "Go to a key or an action" });
  await pressShortcut(page, "Control+k", palette);
  await page.getByRole("option").first().waitFor();
  await look(page, "the palette");
  await palette.fill("nothing-like-it");
  await page.getByText("Nothing matches.").waitFor();
  await look(page, "the palette without a match");
  await page.keyboard.press("Escape");
  await pressShortcut(page, "?", page.getByRole("dialog", { name: "Keyboard shortcuts" }));
  await look(page, "the shortcuts");
  await page.keyboard.press("Escape");
  for (const path of ["system", "my-credentials", "help", "nothing/here"]) {
    await page.goto(`/${person.projectName}/${path}`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await look(page, path);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(async () => {
    await page.getByRole("button", { name: "Navigation" }).click();
    await page.getByRole("dialog", { name: "Navigation" }).waitFor({ timeout: 5_000 });
  }).toPass();
  await lookOnPhone(page, "the drawer with the navigation");
});

test("the key list: loading, empty, no match, error, data, and what lies over it", async ({ page, signInAs }) => {
  test.setTimeout(300_000);
  const person = await signInAs("KMS Administrator");
  await page.getByRole("heading", { name: "No keys in this project yet" }).waitFor();
  await look(page, "the list without keys");
  await makeKeys(person);
  await page.goto(`/${person.projectName}/system`);
  await page.getByRole("heading", { level: 1, name: "System" }).waitFor();
  const letGo: (() => void)[] = [];
  await page.route(/\/keys\?.*_rsc=/, async (route) => {
    await new Promise<void>((resolve) => letGo.push(resolve));
    await route.fallback().catch(() => undefined);
  });
  await page.getByRole("navigation").getByRole("link", { name: "Keys" }).click();
  await expect.poll(() => letGo.length).toBeGreaterThan(0);
  await look(page, "the list while it loads");
  for (const go of letGo) go();
  await page.unroute(/\/keys\?.*_rsc=/);
  await page.goto(person.keysPath);
  await listComesToLife(page);
  await page.route("**/api/query/**", (route) => route.fulfill({ status: 500, body: "{}" }));
  await page.getByRole("searchbox").fill("anything");
  await expect(page.getByRole("button", { name: "Try again" }).first()).toBeVisible();
  await look(page, "the list that could not be loaded");
  await page.unroute("**/api/query/**");
  await page.goto(person.keysPath);
  await listComesToLife(page);
  await keyRow(page, "enabled").waitFor();
  await look(page, "the list");
  await page.getByRole("button", { name: "Add filter" }).click();
  await page.getByRole("menu").waitFor();
  await look(page, "Add filter", [{ width: 1280, height: 800 }]);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Search by Tag" }).click();
  await page.getByRole("form", { name: "Search by Tag" }).getByRole("button", { name: "Search", exact: true }).click();
  await page.getByRole("alert").filter({ hasText: /\w/ }).first().waitFor();
  await look(page, "Search by Tag", [{ width: 1280, height: 800 }]);
  await page.keyboard.press("Escape");
  await keyRow(page, "enabled").getByRole("button", { name: /^More/ }).click();
  await page.getByRole("menu").waitFor();
  await look(page, "More of a row", [{ width: 1280, height: 800 }]);
  await page.keyboard.press("Escape");
  for (const [alias, operation] of [
    ["enabled", "Disable"],
    ["disabled", "Enable"],
    [LONG, "Delete"],
    ["leaving", "Cancel Deletion"],
  ] as const) {
    await operate(page, alias, operation);
    await page.getByRole("dialog").waitFor();
    await look(page, `the dialog ${operation}`);
    await closeDialog(page);
  }
  await page.getByRole("button", { name: "Create Key" }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "OK" }).click();
  await page.getByRole("dialog").getByRole("alert").first().waitFor();
  await look(page, "Create Key at fault");
  await closeDialog(page);
  await page.getByRole("checkbox", { name: "Select all keys on this page" }).check();
  await look(page, "the list with a selection");
  for (const change of ["Add tags", "Remove tags", "Disable", "Delete"]) {
    await page.getByRole("toolbar").getByRole("button", { name: change, exact: true }).click();
    await page.getByRole("dialog").waitFor();
    await look(page, `the dialog ${change} for many`);
    if (change === "Disable") {
      await page.getByRole("dialog").getByRole("checkbox").check();
      await page.getByRole("dialog").getByRole("button", { name: "Yes" }).click();
      await page
        .getByText(/skipped/)
        .first()
        .waitFor();
      await expect(page.getByRole("dialog")).toHaveCount(0);
      await look(page, "what became of many");
      await page.getByRole("checkbox", { name: "Select all keys on this page" }).check();
    } else await closeDialog(page);
  }
  await page.goto(`${person.keysPath}?q=nothing-like-it&status=disabled`);
  await page.getByText("No key matches these filters").waitFor();
  await look(page, "the list without a match");
});

test("the import wizard, step by step", async ({ page, signInAs }) => {
  test.setTimeout(300_000);
  await signInAs("KMS Administrator");
  await page.getByRole("heading", { name: "No keys in this project yet" }).waitFor();
  const wizard = page.getByRole("dialog");
  await expect(async () => {
    await page.getByRole("button", { name: "Import Key", exact: true }).first().click();
    await expect(wizard).toBeVisible({ timeout: 5_000 });
  }).toPass();
  await look(page, "step 1, empty");
  await wizard.getByLabel("Alias").fill("imported");
  await wizard.getByLabel("I understand the security and durability").check();
  await wizard.getByRole("button", { name: "Next" }).click();
  await wizard.getByRole("button", { name: "Download", exact: true }).click();
  await wizard.getByText("openssl rand").waitFor();
  await look(page, "step 2 with its commands");
  await wizard.getByRole("button", { name: "Next" }).click();
  await look(page, "step 3, encrypted file");
  await wizard.getByRole("tab", { name: "In this browser" }).click();
  await wizard.getByRole("button", { name: "Generate" }).click();
  await wizard.getByText("Ready to go once the backup is downloaded").waitFor();
  await look(page, "step 3, locked until the backup is saved");
  await page.keyboard.press("Escape");
  await page.getByText("Leave without a backup?").first().waitFor();
  await look(page, "the question before the wizard is left");
  await page.getByRole("button", { name: "Stay" }).click();
  await wizard.getByRole("button", { name: "Download backup" }).click();
  await wizard.getByRole("button", { name: "Next" }).click();
  await wizard.getByLabel("Key material expiration mode").selectOption("Key material will expire");
  await look(page, "step 4");
});

test("a key's page: each tab, its faces and dialogs, for keys of every kind", async ({ page, signInAs }) => {
  test.setTimeout(300_000);
  const person = await signInAs("KMS Administrator");
  const ids = await makeKeys(person);
  const open = async (id: string | undefined, tab: string) => {
    await page.goto(`${person.keysPath}/${id}?tab=${tab}`);
    await page.getByRole("heading", { level: 1 }).waitFor();
  };
  for (const alias of ["enabled", "leaving", "waiting", LONG]) {
    await open(ids[alias], "tool");
    await look(page, `the Tool of ${alias.slice(0, 20)}`);
  }
  await open("00000000-0000-4000-8000-000000000000", "tool");
  await look(page, "a key that is not there");
  await open(await person.client.createKey("pair", { key_spec: "EC_P256" }), "tool");
  for (const tab of await page.getByRole("tablist").last().getByRole("tab").all()) {
    await tab.click();
    await look(page, `a signing key's ${await tab.textContent()}`);
  }
  await open(ids.enabled, "tool");
  await page.getByRole("button", { name: "Use this key" }).click();
  await page.getByRole("dialog", { name: "Use this key" }).waitFor();
  await look(page, "the lines to use a key");
  await closeDialog(page);
  await page.getByRole("button", { name: "Edit description" }).click();
  await look(page, "a description being edited");
  await page.keyboard.press("Escape");

  await open(ids.disabled, "tags");
  await page.getByText("No tags yet").waitFor();
  await look(page, "Tags without tags");
  await open(ids.enabled, "tags");
  await page.getByRole("row").filter({ hasText: "shop" }).waitFor();
  await look(page, "Tags");
  await page.getByRole("button", { name: "Add Tag" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "OK" }).click();
  await page.getByRole("dialog").getByRole("alert").first().waitFor();
  await look(page, "Add Tag at fault");
  await closeDialog(page);

  await open(ids.enabled, "rotation");
  await page.getByRole("switch").click();
  await page.getByRole("dialog").waitFor();
  await look(page, "Enable Rotation Policy");
  await closeDialog(page);
  await look(page, "Rotation Policy");
  await open(ids[LONG], "rotation");
  await page.getByRole("button", { name: "Replace this key" }).click();
  await page.getByRole("dialog").waitFor();
  await look(page, "Replace Key");
  await closeDialog(page);

  await open(ids.enabled, "grants");
  await page.getByText("No grants yet").waitFor();
  await look(page, "Grants without grants");
  await grantTo(person.client, ids.enabled ?? "", person.userId, ALL_GRANTABLE);
  await page.reload();
  await page.getByRole("row").nth(1).getByRole("link").first().waitFor();
  await look(page, "Grants");
  for (const opener of [
    page.getByRole("button", { name: "Create Grant" }),
    page.getByRole("row").nth(1).getByRole("link").first(),
    page.getByRole("button", { name: "Revoke Grant" }),
  ]) {
    const name = await opener.textContent();
    await opener.click();
    await page.getByRole("dialog").waitFor();
    const ok = page.getByRole("dialog", { name: "Create Grant" }).getByRole("button", { name: "OK" });
    if (await ok.isVisible()) await ok.click();
    await look(page, `the dialog of ${name}`);
    await closeDialog(page);
  }
});

test("the screens of people, groups and projects, with none, one and many, and names and descriptions of every kind", async ({
  page,
  product,
}) => {
  test.setTimeout(300_000);
  const person = await makePerson(product, ["KMS Administrator"]);
  await makeAdministrator(product, person);
  await signIn(page, person);
  await page.waitForURL(`**${person.keysPath}`);
  const { userId, groupId } = await makePeople(product, person, DESCRIPTION);
  for (const room of ["users", "groups", "projects"]) {
    await page.goto(`/identity/${room}`);
    await page.getByRole("row").nth(1).waitFor();
    await look(page, `the list of ${room}`);
    await page.getByRole("searchbox").fill("nothing-like-it");
    await page.getByRole("button", { name: "Clear filters" }).waitFor();
    await look(page, `the list of ${room} without a match`);
    await page.getByRole("button", { name: "Clear filters" }).click();
    await page.getByRole("button", { name: /^Create / }).click();
    await page.getByRole("dialog").getByRole("button", { name: "OK" }).click();
    await page.getByRole("dialog").getByRole("alert").first().waitFor();
    await look(page, `the dialog that creates one of ${room}, at fault`);
    await closeDialog(page);
  }
  await page.getByRole("row").nth(1).getByRole("button", { name: "Disable" }).click();
  await page.getByRole("dialog").waitFor();
  await look(page, "Disable Project");
  await closeDialog(page);
  for (const path of [`/identity/users/${person.userId}`, `/identity/users/${userId}`, `/identity/groups/${groupId}`]) {
    await page.goto(path);
    await page.getByRole("heading", { level: 2 }).nth(1).waitFor();
    await look(page, path.slice(0, 20));
    for (const name of ["Delete", "Add to group", "Add Member"]) {
      const opener = page.getByRole("main").getByRole("button", { name, exact: true });
      if ((await opener.count()) === 0) continue;
      await opener.click();
      await page.getByRole("dialog").waitFor();
      await look(page, `the dialog of ${name}`);
      await closeDialog(page);
    }
  }
  await page.goto(`/identity/users/${"a".repeat(32)}`);
  await page.getByRole("heading", { name: "There is no such user" }).waitFor();
  await look(page, "a user who is not there");
});

test("no column covers another and no button is cut off, from 360 to 2560 pixels", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const ids = await makeKeys(person);
  await grantTo(person.client, ids.enabled ?? "", "a".repeat(32), ALL_GRANTABLE);
  for (const path of [
    person.keysPath,
    `${person.keysPath}?cols=description,tags,algorithm,origin,created,id,rotation,expiry,deletion`,
    `${person.keysPath}/${ids.enabled}?tab=tags`,
    `${person.keysPath}/${ids.enabled}?tab=grants`,
    `${person.keysPath}/${ids.enabled}?tab=rotation`,
    `/${person.projectName}/system`,
  ]) {
    await page.goto(path);
    await page.getByRole("row").nth(1).or(page.getByRole("switch")).first().waitFor();
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      expect.soft(await faultsOfLayout(page), `${path} at ${width}`).toEqual([]);
    }
  }
});

test("with the spacing of text that a reader may need, nothing is cut off", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const ids = await makeKeys(person);
  for (const path of [person.keysPath, `${person.keysPath}/${ids.enabled}?tab=tool`, `/${person.projectName}/system`]) {
    await page.goto(path);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await spaceText(page);
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 800 });
      expect.soft(await cutTexts(page), `${path} at ${width}`).toEqual([]);
      expect
        .soft(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${path} at ${width}`)
        .toBeLessThanOrEqual(0);
    }
  }
});

test("the theme is chosen in the menu and stays after a reload", async ({ page, signInAs }) => {
  const { client } = await signInAs("KMS Administrator");
  await client.createKey("any");
  await page.reload();
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await listComesToLife(page);
  const light = await background();
  await page.getByRole("button", { name: "Theme" }).click();
  await page.getByRole("menuitemradio", { name: "Dark" }).click();
  const dark = await background();
  expect([light, dark]).toEqual([expect.stringMatching(/^rgb\(2\d\d, /), expect.stringMatching(/^rgb\([12]\d, /)]);
  await page.reload();
  expect(await background()).toBe(dark);
});

test("single-key shortcuts can be turned off", async ({ page, signInAs }) => {
  await signInAs("KMS Administrator");
  await pressShortcut(page, "?", page.getByRole("dialog", { name: "Keyboard shortcuts" }));
  await page.getByLabel(/Single-key shortcuts/).uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("c");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog")).toHaveCount(1);
  await expect(page.getByRole("combobox", { name: "Go to a key or an action" })).toBeVisible();
});
