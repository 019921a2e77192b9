/** Every procedure of the guide's chapter 2, by its words: by mouse, and by keyboard alone. */
import { constants, createPublicKey, generateKeyPairSync, publicEncrypt, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Download, Page } from "@playwright/test";
import { makeTenant } from "../harness/tenant";
import { expect, keyRow, test } from "./fixtures";
import { giveFile, keyboard, mouse } from "./hands";

const said = (page: Page, text: string) => page.getByRole("status").filter({ hasText: text }).first();
const dialogOf = (page: Page, name: string | RegExp) => page.getByRole("dialog", { name });

for (const [way, handsOf] of [
  ["by mouse", mouse],
  ["by keyboard alone", keyboard],
] as const) {
  test.describe(way, () => {
    test("a key is created, disabled, enabled, scheduled for deletion and kept (2.2, 2.4)", async ({ page, signInAs }) => {
      await signInAs("KMS Administrator");
      const hands = handsOf(page);
      await page.getByRole("heading", { name: "No keys in this project yet" }).waitFor();
      const create = dialogOf(page, "Create Key");
      await expect(async () => {
        await hands.press(page.getByRole("button", { name: "Create Key" }).first());
        await expect(create).toBeVisible({ timeout: 5_000 });
      }).toPass();
      await hands.enter(create.getByLabel("Alias"), "life");
      await hands.enter(create.getByLabel("Description"), "Of a test");
      await hands.press(create.getByRole("button", { name: "OK" }));
      await expect(said(page, "Key created successfully")).toBeVisible();
      const row = keyRow(page, "life");

      await hands.press(row.getByRole("button", { name: "Disable" }));
      const disable = dialogOf(page, "Disable Key");
      await hands.tick(disable.getByLabel("I understand the impact of disabling keys"));
      await hands.press(disable.getByRole("button", { name: "Yes" }));
      await expect(row.getByText("Disabled", { exact: true })).toBeVisible();

      await hands.press(row.getByRole("button", { name: "Enable" }));
      await hands.press(dialogOf(page, "Enable Key").getByRole("button", { name: "Yes" }));
      await expect(row.getByText("Enabled", { exact: true })).toBeVisible();

      await hands.pick(row.getByRole("button", { name: /^More/ }), "Delete");
      const remove = dialogOf(page, "Delete Key");
      await hands.enter(remove.getByLabel(/days/), "7");
      await hands.tick(remove.getByLabel("I understand the impact of deleting keys"));
      await hands.enter(remove.getByLabel(/type/), "life");
      await hands.press(remove.getByRole("button", { name: "Yes" }));
      await expect(row.getByText("Pending deletion")).toBeVisible();

      await hands.press(row.getByRole("button", { name: "Cancel Deletion" }));
      await hands.press(dialogOf(page, "Cancel Deletion").getByRole("button", { name: "OK" }));
      await expect(row.getByText("Disabled", { exact: true })).toBeVisible();
    });

    test("a symmetric key is imported from its encrypted file, and its material is deleted (2.3)", async ({ page, signInAs }) => {
      const person = await signInAs("KMS Administrator");
      const hands = handsOf(page);
      const wizard = dialogOf(page, /^Import Key|^Download the Import/);
      await page.getByRole("heading", { name: "No keys in this project yet" }).waitFor();
      await expect(async () => {
        await hands.press(page.getByRole("button", { name: "Import Key", exact: true }).first());
        await expect(wizard).toBeVisible({ timeout: 5_000 });
      }).toPass();
      await hands.enter(wizard.getByLabel("Alias"), "own/aes");
      await hands.tick(wizard.getByLabel("I understand the security and durability of using an imported key"));
      await hands.press(wizard.getByRole("button", { name: "Next" }));
      const downloads: Download[] = [];
      page.on("download", (download) => downloads.push(download));
      await hands.press(wizard.getByRole("button", { name: "Download", exact: true }));
      await expect.poll(() => downloads.length).toBe(3);
      const fileOf = async (start: string) => {
        const download = downloads.find((one) => one.suggestedFilename().startsWith(start));
        return readFileSync((await download?.path()) ?? "");
      };
      const key = createPublicKey({ key: await fileOf("wrappingKey_"), format: "der", type: "spki" });
      const wrapped = publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" }, randomBytes(32));
      await hands.press(wizard.getByRole("button", { name: "Next" }));
      await hands.open(wizard.getByRole("tab", { name: "Encrypted file" }));
      const choose = wizard.getByRole("button", { name: "Choose file" });
      await giveFile(page, () => hands.press(choose), {
        name: "EncryptedKeyMaterial.bin",
        mimeType: "application/octet-stream",
        buffer: wrapped,
      });
      await hands.press(wizard.getByRole("button", { name: "Next" }));
      await hands.press(wizard.getByRole("button", { name: "OK" }));
      await expect(said(page, "Key imported successfully")).toBeVisible();
      const row = keyRow(page, "own/aes");
      await expect(row.getByText("Enabled", { exact: true })).toBeVisible();
      expect((await person.client.call("search-keys", { search: "own/aes" })).body.keys[0].origin).toBe("external");

      await hands.pick(row.getByRole("button", { name: /^More/ }), "Delete Key Material");
      await hands.press(dialogOf(page, "Delete Key Material").getByRole("button", { name: "Yes" }));
      await expect(row.getByText("Pending import", { exact: true })).toBeVisible();
    });

    test("an asymmetric key is imported in this browser (2.3)", async ({ page, signInAs }) => {
      const person = await signInAs("KMS Administrator");
      const hands = handsOf(page);
      const wizard = dialogOf(page, /^Import Key|^Download the Import/);
      await page.getByRole("heading", { name: "No keys in this project yet" }).waitFor();
      await expect(async () => {
        await hands.press(page.getByRole("button", { name: "Import Key", exact: true }).first());
        await expect(wizard).toBeVisible({ timeout: 5_000 });
      }).toPass();
      await hands.enter(wizard.getByLabel("Alias"), "own/ec");
      await hands.choose(wizard.getByLabel("Key Algorithm"), "EC_P256");
      await hands.tick(wizard.getByLabel("I understand the security and durability of using an imported key"));
      await hands.press(wizard.getByRole("button", { name: "Next" }));
      await wizard.getByRole("button", { name: "Download", exact: true }).waitFor();
      await hands.press(wizard.getByRole("button", { name: "Next" }));
      await hands.open(wizard.getByRole("tab", { name: "In this browser" }));
      const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      await giveFile(page, () => hands.press(wizard.getByRole("button", { name: "Choose file" })), {
        name: "own.pem",
        mimeType: "application/octet-stream",
        buffer: Buffer.from(privateKey.export({ type: "pkcs8", format: "pem" })),
      });
      await expect(wizard.getByText(/encrypted under the wrapping key of/)).toBeVisible();
      await hands.press(wizard.getByRole("button", { name: "Next" }));
      await hands.press(wizard.getByRole("button", { name: "OK" }));
      await expect(said(page, "Key imported successfully")).toBeVisible();
      const [found] = (await person.client.call("search-keys", { search: "own/ec" })).body.keys;
      const { public_key } = (await person.client.call("get-publickey", { key_id: found.key_id })).body;
      expect(createPublicKey(public_key).equals(publicKey)).toBe(true);
    });

    test("data is encrypted and decrypted in the Tool (2.5)", async ({ page, signInAs }) => {
      const person = await signInAs("KMS Administrator");
      const hands = handsOf(page);
      await person.client.createKey("tool");
      await page.reload();
      await hands.press(page.getByRole("link", { name: "tool", exact: true }));
      await hands.enter(page.getByLabel("Data to be encrypted"), "one, two");
      await hands.press(page.getByRole("button", { name: "Execute" }));
      const result = page.getByLabel("Ciphertext");
      await expect(result).toHaveValue(/^[0-9A-Za-z+/=]{100,}$/);
      const ciphertext = await result.inputValue();
      await hands.open(page.getByRole("tab", { name: "Decrypt" }));
      await hands.enter(page.getByLabel("Data to be decrypted"), ciphertext);
      await hands.press(page.getByRole("button", { name: "Execute" }));
      await expect(page.getByLabel("Plaintext")).toHaveValue("one, two");
      await hands.press(page.getByRole("button", { name: "Clear" }));
      await expect(page.getByLabel("Plaintext")).toHaveValue("");
    });

    test("tags are added, changed, searched by and deleted (2.6)", async ({ page, signInAs }) => {
      const person = await signInAs("KMS Administrator");
      const hands = handsOf(page);
      const id = await person.client.createKey("tagged");
      await person.client.createKey("plain");
      await page.goto(`${person.keysPath}/${id}`);
      await hands.open(page.getByRole("tab", { name: "Tags" }));
      await hands.press(page.getByRole("button", { name: "Add Tag" }));
      const add = dialogOf(page, "Add Tag");
      await hands.enter(add.getByLabel("Tag key"), "team");
      await hands.enter(add.getByLabel("Tag value"), "shop");
      await hands.press(add.getByRole("button", { name: "OK" }));
      const row = page.getByRole("row").filter({ hasText: "team" });
      await expect(row).toContainText("shop");
      await hands.press(row.getByRole("button", { name: "Edit" }));
      await hands.enter(dialogOf(page, "Edit Tag").getByLabel("Tag value"), "bank");
      await hands.press(dialogOf(page, "Edit Tag").getByRole("button", { name: "OK" }));
      await expect(row).toContainText("bank");

      await page.goto(person.keysPath);
      await keyRow(page, "plain").waitFor();
      await hands.press(page.getByRole("button", { name: "Search by Tag" }));
      const box = page.getByRole("form", { name: "Search by Tag" });
      await hands.enter(box.getByLabel("Tag key"), "team");
      await hands.enter(box.getByLabel("Tag value"), "bank");
      await hands.press(box.getByRole("button", { name: "Search", exact: true }));
      await expect(keyRow(page, "plain")).toHaveCount(0);
      await hands.press(page.getByRole("link", { name: "tagged", exact: true }));
      await hands.open(page.getByRole("tab", { name: "Tags" }));
      await hands.press(row.getByRole("button", { name: "Delete" }));
      await hands.press(dialogOf(page, "Delete Tag").getByRole("button", { name: "Yes" }));
      await expect(page.getByText("No tags yet")).toBeVisible();
    });

    test("a rotation policy is enabled, changed and disabled (2.7)", async ({ page, signInAs }) => {
      const person = await signInAs("KMS Administrator");
      const hands = handsOf(page);
      await page.goto(`${person.keysPath}/${await person.client.createKey("rotating")}`);
      await hands.open(page.getByRole("tab", { name: "Rotation Policy" }));
      const toggle = page.getByRole("switch");
      await hands.press(toggle);
      const enable = dialogOf(page, "Enable Rotation Policy");
      await hands.enter(enable.getByLabel("Rotation period (days)"), "30");
      await hands.press(enable.getByRole("button", { name: "OK" }));
      await expect(toggle).toBeChecked();
      await hands.press(page.getByRole("button", { name: "Edit period" }));
      const edit = dialogOf(page, "Edit Rotation Period");
      await hands.enter(edit.getByLabel("Rotation period (days)"), "90");
      await hands.press(edit.getByRole("button", { name: "OK" }));
      await expect(page.getByText("90 days")).toBeVisible();
      await hands.press(toggle);
      await hands.press(dialogOf(page, "Disable Rotation Policy").getByRole("button", { name: "OK" }));
      await expect(toggle).not.toBeChecked();
    });

    test("a grant is created, looked at and revoked (2.8)", async ({ page, signInAs, product }) => {
      const person = await signInAs("KMS Administrator");
      const hands = handsOf(page);
      const colleague = await makeTenant(product, ["KMS Viewer"], person);
      await page.goto(`${person.keysPath}/${await person.client.createKey("shared")}`);
      await hands.open(page.getByRole("tab", { name: "Grants" }));
      await hands.press(page.getByRole("button", { name: "Create Grant" }));
      const create = dialogOf(page, "Create Grant");
      await hands.enter(create.getByLabel("User ID"), colleague.userId);
      await hands.tick(create.getByLabel("Encrypt Data", { exact: true }));
      await hands.press(create.getByRole("button", { name: "OK" }));
      await expect(said(page, "Grant created successfully")).toBeVisible();
      const row = page.getByRole("row").filter({ hasText: colleague.userId });
      await hands.press(row.getByRole("link").first());
      const details = dialogOf(page, "Grant details");
      await expect(details).toContainText("Encrypt Data");
      await hands.close(details);
      await expect(details).toHaveCount(0);
      await hands.press(row.getByRole("button", { name: "Revoke Grant" }));
      await hands.press(dialogOf(page, "Revoke Grant").getByRole("button", { name: "Yes" }));
      await expect(page.getByText("No grants yet")).toBeVisible();
    });
  });
}
