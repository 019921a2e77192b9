/** Importing in this browser: what was made of something lives exactly as long as that, and nothing is lost without a word. */
import { randomBytes } from "node:crypto";
import { expect, expectAccessible, keyRow, test } from "./fixtures";
import {
  contentOf,
  createEmpty,
  deleteMaterial,
  downloadBackup,
  expectNoSidewaysScroll,
  holdActions,
  importKey,
  inThisBrowser,
  next,
  operate,
  said,
  tabTo,
  why,
  wizard,
} from "./import-steps";

const file = (size: number) => ({ name: `${size}.bin`, mimeType: "application/octet-stream", buffer: randomBytes(size) });
const BACKUP_FIRST = "Download the backup first.";

test.beforeEach(() => test.setTimeout(120_000));

test("only material whose own backup was downloaded is imported, and comes again by it alone", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  await createEmpty(page, "chain/aes");
  await next(page).click();
  await inThisBrowser(page);
  await wizard(page).getByRole("button", { name: "Generate" }).click();
  await expect(why(page, BACKUP_FIRST)).toBeVisible();
  const first = await contentOf(await downloadBackup(page));
  await expect(next(page)).toBeEnabled();
  await wizard(page).getByRole("button", { name: "Generate again" }).click();
  await expect(why(page, BACKUP_FIRST)).toBeVisible();
  await expect(next(page)).toHaveAttribute("aria-disabled", "true");
  await next(page).click({ force: true });
  await expect(wizard(page).getByRole("button", { name: "Download backup" })).toBeVisible();
  const second = await contentOf(await downloadBackup(page));
  expect(second.equals(first)).toBe(false);
  await expectAccessible(page);

  await next(page).click();
  await expect(wizard(page).getByRole("heading", { name: "Import Key Token" })).toBeFocused();
  for (const [width, height] of [
    [1280, 800],
    [390, 844],
    [320, 256],
  ] as const) {
    await page.setViewportSize({ width, height });
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await wizard(page).getByRole("button", { name: "Previous" }).click();
  await expect(wizard(page).getByRole("button", { name: "Download again" })).toBeVisible();
  await next(page).click();
  await wizard(page).getByRole("button", { name: "OK" }).click();
  await expect(said(page, "Key imported successfully")).toBeVisible();
  const id = (await person.client.call("search-keys", { search: "chain/aes" })).body.keys[0].key_id;
  const { cipher_text } = (await person.client.call("encrypt-data", { key_id: id, plain_text: "mine" })).body;

  await deleteMaterial(page, "chain/aes");
  await operate(page, "chain/aes", "Import Key Material");
  await next(page).click();
  await inThisBrowser(page);
  await expect(wizard(page).getByText("This key had key material before and takes no other")).toBeVisible();
  await expect(wizard(page).getByRole("button", { name: /Generate/ })).toHaveCount(0);
  const own = wizard(page).getByLabel("Key material file (32 bytes)");
  await own.setInputFiles({ ...file(32), buffer: second });
  await expect(next(page)).toBeEnabled();
  // A refused file takes the good one along.
  await own.setInputFiles(file(12));
  await expect(wizard(page).getByRole("alert").filter({ hasText: "This file has 12 bytes" })).toBeVisible();
  await expect(why(page, "Choose another file first.")).toBeVisible();
  await expect(next(page)).toHaveAttribute("aria-disabled", "true");
  await own.setInputFiles({ ...file(32), buffer: first });
  await next(page).click();
  await wizard(page).getByRole("button", { name: "OK" }).click();
  await expect(wizard(page).getByRole("alert")).toContainText("A key takes only its first key material again");
  await own.setInputFiles({ ...file(32), buffer: second });
  await next(page).click();
  await wizard(page).getByRole("button", { name: "OK" }).click();
  await expect(keyRow(page, "chain/aes")).toContainText("Enabled");
  expect((await person.client.call("decrypt-data", { cipher_text })).body.plain_text).toBe("mine");
});

test("another algorithm or a new wrapping key undoes what was encrypted, and keeps the material with its backup", async ({
  page,
  signInAs,
}) => {
  await signInAs("KMS Administrator");
  await createEmpty(page, "chain/anew");
  await next(page).click();
  await wizard(page).getByLabel("Key material", { exact: true }).setInputFiles(file(256));
  await expect(next(page)).toBeEnabled();
  await wizard(page).getByRole("button", { name: "Previous" }).click();
  await wizard(page).getByRole("button", { name: "Download" }).click();
  await expect(wizard(page).locator("code").first()).toBeVisible();
  await next(page).click();
  await expect(wizard(page).getByText("No file chosen")).toBeVisible();
  await expect(next(page)).toHaveAttribute("aria-disabled", "true");

  await inThisBrowser(page);
  await wizard(page).getByRole("button", { name: "Generate" }).click();
  await downloadBackup(page);
  await expect(next(page)).toBeEnabled();
  await wizard(page).getByRole("button", { name: "Previous" }).click();
  await wizard(page).getByLabel("Key wrapping algorithm").selectOption("RSAES_PKCS1_V1_5");
  await next(page).click();
  await expect(wizard(page).getByText("The browser encrypts by RSAES_OAEP only")).toBeVisible();
  await expect(next(page)).toHaveAttribute("aria-disabled", "true");
  await wizard(page).getByRole("button", { name: "Previous" }).click();
  await wizard(page).getByLabel("Key wrapping algorithm").selectOption("RSAES_OAEP_SHA_1");
  const actions = await holdActions(page);
  await next(page).click();
  await expect(wizard(page).getByRole("button", { name: "Download again" })).toBeVisible();
  await expect(next(page)).toHaveAttribute("aria-disabled", "true");
  await expect.poll(actions.held).toBe(1);
  actions.letGo();
  await next(page).click();
  await wizard(page).getByRole("button", { name: "OK" }).click();
  await expect(keyRow(page, "chain/anew")).toContainText("Enabled");
});

test("an answer for an older file comes too late", async ({ page, signInAs }) => {
  await signInAs("KMS Administrator");
  await createEmpty(page, "chain/late");
  await next(page).click();
  const actions = await holdActions(page);
  await inThisBrowser(page);
  await expect.poll(actions.held).toBe(1);
  const own = wizard(page).getByLabel("Key material file (32 bytes)");
  await own.setInputFiles(file(32));
  await own.setInputFiles(file(31));
  await expect(wizard(page).getByRole("alert").filter({ hasText: "This file has 31 bytes" })).toBeVisible();
  actions.letGo();
  await expect(wizard(page).getByText("Wrapping key and token expire")).toBeVisible();
  await expect(wizard(page).getByRole("alert").filter({ hasText: "This file has 31 bytes" })).toBeVisible();
  await expect(next(page)).toHaveAttribute("aria-disabled", "true");
});

test("leaving says which key stays Pending import, asks before material is lost, and keeps what was typed", async ({ page, signInAs }) => {
  await signInAs("KMS Administrator");
  await importKey(page).click();
  await wizard(page).getByLabel("Alias").fill("leave/me");
  await page.keyboard.press("Escape");
  await expect(wizard(page)).toBeHidden();
  await importKey(page).click();
  await expect(wizard(page).getByLabel("Alias")).toHaveValue("leave/me");
  await wizard(page).getByRole("button", { name: "Cancel" }).click();

  await createEmpty(page, "leave/me");
  await page.keyboard.press("Escape");
  await expect(wizard(page)).toBeHidden();
  const note = said(page, "Pending import");
  await expect(note).toContainText("leave/me");
  await expect(note).toContainText("Import Key Material");

  await operate(page, "leave/me", "Import Key Material");
  await next(page).click();
  await inThisBrowser(page);
  await wizard(page).getByRole("button", { name: "Generate" }).click();
  await expect(wizard(page).getByRole("button", { name: "Download backup" })).toBeVisible();
  const question = page.getByRole("dialog", { name: "Leave without a backup?" });
  for (const leave of [() => page.keyboard.press("Escape"), () => page.goBack()]) {
    await leave();
    await expect(question).toContainText("leave/me stays Pending import");
    await expect(question.getByRole("button", { name: "Stay" })).toBeFocused();
    await expectAccessible(page);
    await page.keyboard.press("Enter");
    await expect(wizard(page).getByRole("button", { name: "Download backup" })).toBeVisible();
  }
  await wizard(page).getByRole("button", { name: "Cancel" }).click();
  await question.getByRole("button", { name: "Leave" }).click();
  await expect(question).toBeHidden();
  await expect(note).toContainText("leave/me");
  await expect(keyRow(page, "leave/me")).toContainText("Pending import");
});

test("what goes wrong is told by its own cause", async ({ page, signInAs }) => {
  await signInAs("KMS Administrator");
  await createEmpty(page, "cause/ec", "EC_P256");
  await next(page).click();
  await page.route("**/keys**", (route) => (route.request().method() === "POST" ? route.abort() : route.continue()));
  await inThisBrowser(page);
  await expect(wizard(page).getByRole("alert")).toBeVisible();
  await expect(wizard(page)).not.toContainText("cryptography");
  await page.unrouteAll();
  await wizard(page).getByRole("button", { name: "Try again" }).click();
  await expect(wizard(page).getByText("Wrapping key and token expire")).toBeVisible();
  await wizard(page).getByLabel("Private key file").setInputFiles(file(138));
  await expect(wizard(page).getByRole("alert")).toContainText("This is not a private key in PKCS #8");
  // The browser's own failure is told as its own.
  await page.evaluate(() => {
    const refuse = () => Promise.reject(new DOMException("no", "OperationError"));
    Object.defineProperty(crypto.subtle, "generateKey", { value: refuse });
  });
  await wizard(page).getByRole("button", { name: "Generate" }).click();
  await expect(wizard(page).getByRole("alert")).toContainText("OperationError");
  await page.evaluate(() => Object.defineProperty(crypto, "subtle", { value: undefined }));
  await wizard(page).getByRole("tab", { name: "Encrypted file" }).click();
  await inThisBrowser(page);
  await expect(wizard(page).getByText("not loaded over HTTPS")).toBeVisible();
});

test("a wrapping key that has expired locks the way on until a new one is fetched", async ({ page, signInAs }) => {
  await page.clock.install();
  await signInAs("KMS Administrator");
  await createEmpty(page, "expired/aes");
  await next(page).click();
  await inThisBrowser(page);
  await wizard(page).getByRole("button", { name: "Generate" }).click();
  await downloadBackup(page);
  await expect(next(page)).toBeEnabled();
  await page.clock.fastForward("25:00:00");
  await expect(why(page, "have expired")).toBeVisible();
  await expect(next(page)).toHaveAttribute("aria-disabled", "true");
  await page.clock.setSystemTime(new Date());
  await wizard(page).getByRole("button", { name: "Fetch new ones" }).click();
  await expect(next(page)).toBeEnabled();
  await next(page).click();
  await wizard(page).getByRole("button", { name: "OK" }).click();
  await expect(keyRow(page, "expired/aes")).toContainText("Enabled");
});

test("a key is imported in this browser by keyboard alone", async ({ page, signInAs }) => {
  await signInAs("KMS Administrator");
  const press = async (name: string, key = "Enter") => {
    await tabTo(page, wizard(page).getByRole("button", { name, exact: true }));
    await page.keyboard.press(key);
  };
  await tabTo(page, importKey(page));
  await page.keyboard.press("Enter");
  await expect(wizard(page).getByRole("heading", { name: "Import Key", level: 3 })).toBeFocused();
  await tabTo(page, wizard(page).getByLabel("Alias"));
  await page.keyboard.type("keys/by-hand");
  await tabTo(page, wizard(page).getByLabel("I understand the security and durability of using an imported key"));
  await page.keyboard.press("Space");
  await press("Next");
  await expect(wizard(page).getByRole("heading", { name: "Download the Import Items" })).toBeFocused();
  await press("Next");
  await expect(wizard(page).getByRole("heading", { name: "Import Key Material", level: 3 })).toBeFocused();
  await tabTo(page, wizard(page).getByRole("tab", { name: "Encrypted file" }));
  await page.keyboard.press("ArrowRight");
  await press("Generate");
  const download = page.waitForEvent("download");
  await press("Download backup");
  expect(await contentOf(await download)).toHaveLength(32);
  await expect(next(page)).toBeEnabled();
  await press("Next");
  await expect(wizard(page).getByRole("heading", { name: "Import Key Token" })).toBeFocused();
  await press("OK");
  await expect(said(page, "Key imported successfully")).toBeVisible();
  await expect(keyRow(page, "keys/by-hand")).toContainText("Enabled");
});
