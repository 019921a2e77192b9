import type { Page } from "@playwright/test";
import { sql } from "../harness/database";
import { grantTo } from "../harness/grants";
import { makeTenant } from "../harness/tenant";
import { expect, type Person, test } from "./fixtures";

async function openGrants(page: Page, person: Person, keyId: string): Promise<void> {
  await page.goto(`${person.keysPath}/${keyId}?tab=grants`);
  await page.getByRole("button", { name: "Create Grant" }).waitFor();
}

async function grantsOf(person: Person, keyId: string) {
  return (await person.client.call("list-grants", { key_id: keyId })).body.grants;
}

const STRANGER = "d9a6b2bdaedd4ba586cabe6372d1b312";

test("an administrator grants operations to a colleague, looks at the grant and revokes it", async ({ page, signInAs, product }) => {
  const person = await signInAs("KMS Administrator");
  const colleague = await makeTenant(product, ["KMS Viewer"], person);
  const id = await person.client.createKey("shared");
  await page.goto(`${person.keysPath}/${id}`);
  await page.getByRole("tab", { name: "Grants" }).click();
  await expect(page.getByText("No grants yet")).toBeVisible();
  await page.getByRole("button", { name: "Create Grant" }).click();
  const dialog = page.getByRole("dialog", { name: "Create Grant" });
  await expect(dialog.getByText(id)).toBeVisible();
  await dialog.getByLabel("User ID").fill(colleague.userId);
  await expect(
    dialog.getByRole("status").filter({ hasText: `${colleague.userName}, a user of the account ${person.account}` }),
  ).toBeVisible();
  await dialog.getByLabel("Encrypt Data", { exact: true }).check();
  await dialog.getByLabel("Create Data Key", { exact: true }).check();
  await dialog.getByLabel("Retiring principal").fill(person.userId);
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Grant created successfully" })).toBeVisible();
  const [grant] = await grantsOf(person, id);
  expect(grant).toMatchObject({
    grantee_principal: colleague.userId,
    grantee_principal_type: "user",
    operations: ["create-datakey", "encrypt-data"],
    issuing_principal: person.userId,
    retiring_principal: person.userId,
  });
  expect((await colleague.client.call("encrypt-data", { key_id: id, plain_text: "x" })).status).toBe(200);

  const row = page.getByRole("row").filter({ hasText: grant.grant_id });
  for (const text of ["User", colleague.userName, colleague.userId, "Create Data Key, Encrypt Data"]) await expect(row).toContainText(text);
  await row.getByRole("link", { name: grant.grant_id }).click();
  await expect(page).toHaveURL(new RegExp(`grant=${grant.grant_id}`));
  const details = page.getByRole("dialog", { name: "Grant details" });
  await expect(details.getByText("Granted by")).toBeVisible();
  await expect(details.getByText(`${person.userName} (you)`)).toHaveCount(2);
  await page.keyboard.press("Escape");
  await expect(details).toHaveCount(0);
  await expect(page).not.toHaveURL(/grant=/);

  await row.getByRole("button", { name: "Revoke Grant" }).click();
  const revoke = page.getByRole("dialog", { name: "Revoke Grant" });
  await expect(revoke.getByRole("button", { name: "Cancel" })).toBeFocused();
  await revoke.getByRole("button", { name: "Yes" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Grant revoked successfully" })).toBeVisible();
  await expect(page.getByText("No grants yet")).toBeVisible();
  await expect(page.getByRole("button", { name: "Create Grant" })).toBeFocused();
  expect((await colleague.client.call("encrypt-data", { key_id: id, plain_text: "x" })).status).toBe(403);
});

test("what Table 2-13 does not allow is refused inline: no ID, no operation, Create Grant alone", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const id = await person.client.createKey("strict");
  await openGrants(page, person, id);
  await page.getByRole("button", { name: "Create Grant" }).click();
  const dialog = page.getByRole("dialog", { name: "Create Grant" });
  const ok = dialog.getByRole("button", { name: "OK" });
  await ok.click();
  await expect(dialog.getByText("Enter the user ID.")).toBeVisible();
  await expect(dialog.getByText("Select at least one operation.")).toBeVisible();
  await dialog.getByLabel("Account", { exact: true }).check();
  await expect(dialog.getByText("Enter the account ID.")).toBeVisible();
  for (const wrong of ["a b", "ä".repeat(32), "a".repeat(65), "../x"]) {
    await dialog.getByLabel("Account ID").fill(wrong);
    await expect(dialog.getByLabel("Account ID"), wrong).toHaveAttribute("aria-invalid", "true");
  }
  await dialog.getByLabel("Account ID").fill(STRANGER);
  await dialog.getByLabel("Create Grant", { exact: true }).check();
  await ok.click();
  await expect(dialog.getByRole("alert").filter({ hasText: "Selecting only Create Grant is not allowed." })).toBeVisible();
  expect(await grantsOf(person, id)).toEqual([]);
  await dialog.getByLabel("Retire Grant", { exact: true }).check();
  await ok.click();
  await expect(dialog).toHaveCount(0);
  expect((await grantsOf(person, id))[0]).toMatchObject({
    grantee_principal: STRANGER,
    grantee_principal_type: "domain",
    operations: ["create-grant", "retire-grant"],
  });
});

test("OK on a form that is not right yet leads to the first fault, however low the window", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const id = await person.client.createKey("low");
  await page.setViewportSize({ width: 1280, height: 420 });
  await openGrants(page, person, id);
  await page.getByRole("button", { name: "Create Grant" }).click();
  const dialog = page.getByRole("dialog", { name: "Create Grant" });
  const ok = dialog.getByRole("button", { name: "OK" });
  await expect(dialog.getByLabel("User ID")).not.toHaveAttribute("aria-invalid");
  await dialog.getByLabel("Retiring principal").scrollIntoViewIfNeeded();
  await ok.click();
  await expect(dialog.getByLabel("User ID")).toBeFocused();
  await expect(dialog.getByLabel("User ID")).toBeInViewport();
  await expect(dialog.getByLabel("User ID")).toHaveAccessibleDescription(/Enter the user ID\./);
  await expect(dialog.getByText("Correct first: User ID, Operations.")).toBeInViewport();
  await dialog.getByLabel("User ID").fill(STRANGER);
  await expect(dialog.getByLabel("User ID")).not.toHaveAttribute("aria-invalid");
  await ok.click();
  const first = dialog.getByLabel("Create Data Key Without Plaintext");
  await expect(first).toBeFocused();
  await expect(first).toBeInViewport();
  await expect(first).toHaveAccessibleDescription(/Select at least one operation\./);
  await page.keyboard.press("Space");
  await expect(dialog.getByText(/Correct first/)).toHaveCount(0);
  // Escape keeps what was entered, until it is sent or discarded.
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Create Grant" }).click();
  await expect(dialog.getByLabel("User ID")).toHaveValue(STRANGER);
  await expect(first).toBeChecked();
  await ok.click();
  await expect(page.getByRole("status").filter({ hasText: "Grant created successfully" })).toBeVisible();
});

test("a grant on a signing key offers what the key does, and lets a colleague do it", async ({ page, signInAs, product }) => {
  const person = await signInAs("KMS Administrator");
  const colleague = await makeTenant(product, [], person);
  const id = await person.client.createKey("signs", { key_spec: "EC_P256" });
  await openGrants(page, person, id);
  await page.getByRole("button", { name: "Create Grant" }).click();
  const dialog = page.getByRole("dialog", { name: "Create Grant" });
  await expect(dialog.getByRole("checkbox")).toHaveCount(6);
  for (const name of ["Query Key Information", "Create Grant", "Retire Grant", "Sign", "Verify", "Get Public Key"]) {
    await expect(dialog.getByLabel(name, { exact: true })).toBeVisible();
  }
  await dialog.getByLabel("User ID").fill(colleague.userId);
  await dialog.getByLabel("Sign", { exact: true }).check();
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(page.getByRole("row").filter({ hasText: colleague.userName })).toContainText("Sign");
  const message = { key_id: id, message: "eA==", message_type: "RAW", signing_algorithm: "ECDSA_SHA_256" };
  expect((await colleague.client.call("sign", message)).status).toBe(200);
  expect((await colleague.client.call("verify", { ...message, signature: "AAAA" })).status).toBe(403);
});

test("an ID that is unknown, one's own, of somebody disabled or of the other kind is warned about, and may be granted to", async ({
  page,
  signInAs,
  product,
}) => {
  const person = await signInAs("KMS Administrator");
  const disabled = await makeTenant(product, ["KMS Viewer"], person);
  await sql(product.dataDir, "update iam_user set enabled = false where id = $1", [disabled.userId]);
  const outsider = await makeTenant(product);
  const id = await person.client.createKey("warned");
  await openGrants(page, person, id);
  await page.getByRole("button", { name: "Create Grant" }).click();
  const dialog = page.getByRole("dialog", { name: "Create Grant" });
  const note = dialog.getByRole("status");
  const field = dialog.getByLabel("User ID");
  await field.fill(STRANGER);
  await expect(note).toContainText("Nobody in your account has this ID");
  // Another account's people are as unknown as those who do not exist.
  await field.fill(outsider.userId);
  await expect(note).toContainText("Nobody in your account has this ID");
  await expect(dialog).not.toContainText(outsider.userName);
  await field.fill(person.userId);
  await expect(note).toContainText("this is you");
  await field.fill(person.accountId);
  await expect(note).toContainText("Choose Account");
  await field.fill(disabled.userId);
  await expect(note).toContainText(`${disabled.userName} is disabled`);
  await dialog.getByLabel("Query Key Information").check();
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("row").filter({ hasText: `${disabled.userName} (disabled)` })).toBeVisible();
});

test("the hundred and first grant, and a grant on a key that was disabled meanwhile, are refused in the dialog", async ({
  page,
  signInAs,
}) => {
  test.setTimeout(120_000);
  const person = await signInAs("KMS Administrator");
  const id = await person.client.createKey("crowded");
  for (let number = 0; number < 100; number++) await grantTo(person.client, id, STRANGER, ["describe-key"]);
  await openGrants(page, person, id);
  await expect(page.getByText("100 grants")).toBeVisible();
  await page.getByRole("button", { name: "Create Grant" }).click();
  const dialog = page.getByRole("dialog", { name: "Create Grant" });
  await dialog.getByLabel("User ID").fill(STRANGER);
  await dialog.getByLabel("Encrypt Data", { exact: true }).check();
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(dialog.getByRole("alert")).toContainText("The limit of 100 grants on this key is reached.");
  await person.client.call("disable-key", { key_id: id });
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(dialog.getByRole("alert")).toContainText("The key is disabled.");
  await page.keyboard.press("Escape");
  await page.reload();
  await expect(page.getByRole("button", { name: "Create Grant" })).toHaveAttribute("aria-description", /disabled/);
});

test("a grant that was revoked by somebody else meanwhile is told so, and its old address says that it is gone", async ({
  page,
  signInAs,
}) => {
  const person = await signInAs("KMS Administrator");
  const id = await person.client.createKey("raced");
  const grantId = await grantTo(person.client, id, STRANGER, ["describe-key"]);
  await page.goto(`${person.keysPath}/${id}?tab=grants&grant=${grantId}`);
  const details = page.getByRole("dialog", { name: "Grant details" });
  await expect(details.getByText("Query Key Information")).toBeVisible();
  await details.getByRole("button", { name: "Revoke Grant" }).click();
  const revoke = page.getByRole("dialog", { name: "Revoke Grant" });
  await person.client.call("revoke-grant", { key_id: id, grant_id: grantId });
  await revoke.getByRole("button", { name: "Yes" }).click();
  await expect(revoke.getByRole("alert")).toContainText("The grant does not exist.");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Grant details" })).toContainText("There is no such grant on this key.");
});

test("an administrator reads who can use a key, and why; a viewer is not told", async ({ page, signInAs, product, browser }) => {
  const person = await signInAs("KMS Administrator");
  const viewer = await makeTenant(product, ["KMS Viewer"], person);
  const helper = await makeTenant(product, ["Security Administrator"], person);
  const id = await person.client.createKey("explained");
  await grantTo(person.client, id, helper.userId, ["encrypt-data", "describe-key"]);
  await grantTo(person.client, id, STRANGER, ["decrypt-data"], { grantee_principal_type: "domain" });
  await openGrants(page, person, id);
  const access = page.getByRole("region", { name: "Who can use this key, and why" });
  const entry = (name: string) => access.getByRole("listitem").filter({ hasText: name }).first();
  await expect(entry(person.userName)).toContainText("the role KMS Administrator in this project, may use and manage this key");
  await expect(entry(viewer.userName)).toContainText("may see this key, and neither use nor change it");
  await expect(entry(helper.userName)).toContainText("Query Key Information, Encrypt Data");
  await expect(entry(STRANGER)).toContainText("Of another account");
  await expect(entry(STRANGER)).toContainText("every user of this account may do this over the API: Decrypt Data");

  const context = await browser.newContext();
  const other = await context.newPage();
  await other.goto(`${product.consoleUrl}/sign-in`);
  await other.getByLabel("Account").fill(viewer.account);
  await other.getByLabel("User name").fill(viewer.userName);
  await other.getByLabel("Password").fill(viewer.password);
  await other.getByRole("button", { name: "Sign in" }).click();
  await other.waitForURL(`**${person.homePath}`);
  await other.goto(`${product.consoleUrl}${person.keysPath}/${id}?tab=grants`);
  await expect(other.getByText(helper.userId).first()).toBeVisible();
  await expect(other.getByRole("region", { name: "Who can use this key, and why" })).toHaveCount(0);
  await expect(other.getByRole("button", { name: "Create Grant" })).toHaveAttribute("aria-description", /permission/);
  await context.close();
});
