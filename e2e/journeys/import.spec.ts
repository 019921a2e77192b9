/** The import wizard (guide chapter 2.3): the commands of the page run in a shell, and nothing leaves the browser in clear. */
import { execFileSync } from "node:child_process";
import { createPublicKey, generateKeyPairSync, randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, expectAccessible, keyRow, test } from "./fixtures";
import { createEmpty, deleteMaterial, downloadBackup, importKey, inThisBrowser, next, operate, said, wizard } from "./import-steps";

let directory: string;
test.beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "kms-import-"));
});
test.afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Downloads the three files into the directory. @returns their names */
async function downloadItems(page: Page): Promise<string[]> {
  const names: string[] = [];
  const done = new Promise<void>((resolve, reject) => {
    page.on("download", (download) => {
      const name = download.suggestedFilename();
      download.saveAs(join(directory, name)).then(() => names.push(name) === 3 && resolve(), reject);
    });
  });
  await wizard(page).getByRole("button", { name: "Download" }).click();
  await done;
  page.removeAllListeners("download");
  return names.sort();
}

/** Runs the commands of the page, one after the other, as they stand. */
async function runCommands(page: Page): Promise<void> {
  const xxd = join(directory, "xxd");
  const script = `process.stdin.toArray().then((parts) => process.stdout.write(Buffer.from(Buffer.concat(parts).toString().trim(), "hex")))`;
  writeFileSync(xxd, `#!/bin/sh\nexec "${process.execPath}" -e '${script}'\n`);
  chmodSync(xxd, 0o755);
  const env = { ...process.env, PATH: `${process.env.PATH}:${directory}` };
  for (const line of await wizard(page).locator("code").allTextContents())
    execFileSync("sh", ["-ec", line], { cwd: directory, env, stdio: "pipe" });
}

test("an AES key comes in by the page's commands, expires when asked, is deleted, and comes again", async ({ page, signInAs }) => {
  test.setTimeout(120_000);
  const person = await signInAs("KMS Administrator");
  await importKey(page).click();
  await expect(wizard(page).getByText("What it means for its")).toBeVisible();
  await wizard(page).getByRole("link", { name: "security and durability" }).click();
  await expect(wizard(page).getByText("A key is for ever tied to its first key material.")).toBeVisible();
  await expect(next(page)).toHaveAttribute("aria-disabled", "true");
  await wizard(page).getByRole("button", { name: "Cancel" }).click();
  await createEmpty(page, "own/aes");
  await expectAccessible(page);

  const names = await downloadItems(page);
  const [readme, token, wrappingKey] = names as [string, string, string];
  const id = /^README_(.{36})_\d{14}\.txt$/.exec(readme)?.[1] ?? "";
  expect(token).toMatch(new RegExp(`^importToken_${id}_\\d{14}$`));
  expect(wrappingKey).toMatch(new RegExp(`^wrappingKey_${id}_\\d{14}$`));
  expect(readFileSync(join(directory, readme), "utf8")).toContain("RSAES_OAEP_SHA_256");
  await runCommands(page);
  await next(page).click();

  const material = wizard(page).getByLabel("Key material", { exact: true });
  await material.setInputFiles(join(directory, "PlaintextKeyMaterial.bin"));
  await expect(wizard(page).getByText("seems to be the key material itself. It was not sent")).toBeVisible();
  await material.setInputFiles(join(directory, token));
  await expect(wizard(page).getByText("Nothing was sent.")).toBeVisible();
  await material.setInputFiles(join(directory, "EncryptedKeyMaterial.bin"));
  await expectAccessible(page);
  await next(page).click();
  const tokenField = wizard(page).getByLabel("Key import token");
  await tokenField.setInputFiles(join(directory, wrappingKey));
  await expect(wizard(page).getByText("This is not an import token.")).toBeVisible();
  await tokenField.setInputFiles(join(directory, token));
  await wizard(page).getByLabel("Key material expiration mode").selectOption("Key material will expire");
  const time = wizard(page).getByLabel("Expiration time");
  expect(Date.parse(await time.inputValue()) - Date.now()).toBeGreaterThan(23 * 3600 * 1000);
  await time.fill("2020-01-01T00:00");
  await expect(wizard(page).getByText("Choose a time in the future.")).toBeVisible();
  await time.fill("2030-01-02T03:04");
  await expectAccessible(page);
  await wizard(page).getByRole("button", { name: "OK" }).click();
  await expect(said(page, "Key imported successfully")).toBeVisible();
  await expect(keyRow(page, "own/aes")).toContainText("Enabled");
  await expect(keyRow(page, "own/aes")).toContainText("External");
  const { cipher_text } = (await person.client.call("encrypt-data", { key_id: id, plain_text: "mine" })).body;

  await deleteMaterial(page, "own/aes");
  await expect(said(page, "Key material deleted successfully")).toBeVisible();

  // The files of the first time are good for 24 hours; the wizard begins where the import begins.
  await operate(page, "own/aes", "Import Key Material");
  await next(page).click();
  await material.setInputFiles({ name: "Other.bin", mimeType: "application/octet-stream", buffer: randomBytes(256) });
  await next(page).click();
  await tokenField.setInputFiles(join(directory, token));
  await wizard(page).getByRole("button", { name: "OK" }).click();
  await expect(wizard(page).getByRole("alert").filter({ hasText: "could not be unwrapped" })).toBeVisible();
  await material.setInputFiles(join(directory, "EncryptedKeyMaterial.bin"));
  await next(page).click();
  await expect(wizard(page).getByText(token)).toBeVisible();
  await wizard(page).getByRole("button", { name: "OK" }).click();
  // The toast of the first import may still be there.
  await expect(keyRow(page, "own/aes")).toContainText("Enabled");
  expect((await person.client.call("decrypt-data", { cipher_text })).body.plain_text).toBe("mine");
});

test("an RSA key comes in by the page's commands, under each wrapping algorithm with its caution", async ({ page, signInAs }) => {
  test.setTimeout(120_000);
  const person = await signInAs("KMS Administrator");
  for (const algorithm of ["RSAES_PKCS1_V1_5", "RSAES_OAEP_SHA_1"]) {
    await createEmpty(page, `own/${algorithm}`, "RSA_2048");
    await wizard(page).getByLabel("Key wrapping algorithm").selectOption(algorithm);
    await expect(wizard(page).getByRole("note")).toContainText(/no longer (recommended|secure)/);
    const [readme] = await downloadItems(page);
    const id = /^README_(.{36})_/.exec(readme ?? "")?.[1] ?? "";
    await runCommands(page);
    await next(page).click();
    await wizard(page).getByLabel("Temporary key material").setInputFiles(join(directory, "EncryptedKeyMaterial.bin"));
    const cipher = wizard(page).getByLabel("Private key ciphertext");
    await cipher.setInputFiles(join(directory, "rsa_private_key.der"));
    await expect(wizard(page).getByText("seems to be a private key in clear. It was not sent")).toBeVisible();
    await cipher.setInputFiles(join(directory, "out_rsa_private_key.der"));
    await next(page).click();
    await expect(wizard(page).getByText("never expires")).toBeVisible();
    await wizard(page).getByRole("button", { name: "OK" }).click();
    await expect(said(page, "Key imported successfully").first()).toBeVisible();
    await expect(wizard(page)).toBeHidden();
    const { public_key } = (await person.client.call("get-publickey", { key_id: id })).body;
    expect(createPublicKey(public_key).equals(createPublicKey(readFileSync(join(directory, "rsa_private_key.pem"))))).toBe(true);
  }
});

test("in this browser: material is made or read, encrypted here, and nothing leaves in clear", async ({ page, signInAs }) => {
  test.setTimeout(120_000);
  const person = await signInAs("KMS Administrator");
  const sent: string[] = [];
  page.on("request", (request) => sent.push(`${request.url()} ${request.postData() ?? ""}`));

  await createEmpty(page, "browser/aes");
  await next(page).click();
  await inThisBrowser(page);
  await wizard(page).getByRole("button", { name: "Generate" }).click();
  const download = await downloadBackup(page);
  await download.saveAs(join(directory, "backup"));
  const secret = readFileSync(join(directory, "backup"));
  expect([download.suggestedFilename(), secret.length]).toEqual(["PlaintextKeyMaterial.bin", 32]);
  await expectAccessible(page);
  await next(page).click();
  await wizard(page).getByRole("button", { name: "OK" }).click();
  await expect(said(page, "Key imported successfully")).toBeVisible();

  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-384" });
  const pkcs8 = privateKey.export({ type: "pkcs8", format: "der" });
  writeFileSync(join(directory, "own.pem"), privateKey.export({ type: "pkcs8", format: "pem" }));
  await createEmpty(page, "browser/ec", "EC_P384");
  await next(page).click();
  await inThisBrowser(page);
  const file = wizard(page).getByLabel("Private key file");
  await file.setInputFiles({ name: "own.txt", mimeType: "text/plain", buffer: Buffer.from("no key") });
  await expect(wizard(page).getByText("This is not a private key in PKCS #8")).toBeVisible();
  await file.setInputFiles(join(directory, "own.pem"));
  await expect(wizard(page).getByText(/own\.pem, \d+ bytes/)).toBeVisible();
  await next(page).click();
  await wizard(page).getByRole("button", { name: "OK" }).click();
  await expect(keyRow(page, "browser/ec")).toContainText("Enabled");
  const id = (await person.client.call("search-keys", { search: "browser/ec" })).body.keys[0].key_id;
  const { public_key } = (await person.client.call("get-publickey", { key_id: id })).body;
  expect(createPublicKey(public_key).equals(publicKey)).toBe(true);

  expect(sent.some((request) => request.includes("RSAES_OAEP_SHA_256"))).toBe(true);
  for (const clear of [secret, pkcs8, Buffer.from(privateKey.export({ format: "jwk" }).d ?? "", "base64url")]) {
    for (const form of [clear.toString("base64"), clear.toString("base64url"), clear.toString("hex"), [...clear].join(",")]) {
      expect(sent.filter((request) => request.includes(form.slice(4, 40)))).toEqual([]);
    }
  }
});

test("what is on its way comes to its end, whichever step is shown meanwhile", async ({ page, signInAs }) => {
  await signInAs("KMS Administrator");
  await createEmpty(page, "own/late");
  let isHeld = true;
  const letGo: (() => void)[] = [];
  await page.route("**/keys**", async (route) => {
    if (isHeld && route.request().method() === "POST") await new Promise<void>((resolve) => letGo.push(resolve));
    await route.continue();
  });
  const names: string[] = [];
  page.on("download", (download) => names.push(download.suggestedFilename()));
  await wizard(page).getByRole("button", { name: "Download" }).click();
  await expect.poll(() => letGo.length).toBe(1);
  await next(page).click();
  letGo.shift()?.();
  await expect.poll(() => names.length).toBe(3);

  isHeld = false;
  await inThisBrowser(page);
  await wizard(page).getByRole("button", { name: "Generate" }).click();
  await downloadBackup(page);
  await expect(next(page)).toBeEnabled();
  await next(page).click();
  isHeld = true;
  await wizard(page).getByRole("button", { name: "OK" }).click();
  await expect.poll(() => letGo.length).toBe(1);
  await wizard(page).getByRole("button", { name: "Previous" }).click();
  letGo.shift()?.();
  await expect(said(page, "Key imported successfully")).toBeVisible();
  await expect(wizard(page)).toBeHidden();
});

test("keys made here have no material to import or delete; that of a pair is not deleted apart", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  await person.client.createKey("made-here");
  await person.client.createKey("pair", { key_spec: "EC_P256", origin: "external" });
  await page.reload();
  const off = page.getByRole("menuitem", { name: "Delete Key Material" });
  for (const [alias, reason] of [
    ["made-here", ""],
    ["pair", "cannot be deleted apart from the key"],
  ] as const) {
    await keyRow(page, alias).getByRole("button", { name: /^More/ }).click();
    await expect(off).toHaveAttribute("aria-disabled", "true");
    await expect(off).toContainText(reason);
    await page.keyboard.press("Escape");
  }
});
