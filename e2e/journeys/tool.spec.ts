import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, openTool, test } from "./fixtures";

const toEncrypt = "Data to be encrypted";
const toDecrypt = "Data to be decrypted";

test("text is encrypted in the Tool, and decrypted by the key that is found from the ciphertext", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const first = await person.client.createKey("first");
  const second = await person.client.createKey("second");
  await openTool(page, person, first);
  const text = "Zürich 漢字 🔐\n\ttab and line";
  await page.getByLabel(toEncrypt).fill(text);
  await expect(page.getByText("33 of 4,096 bytes")).toBeVisible();
  await page.getByRole("button", { name: "Execute" }).click();
  await expect(page.getByLabel("Ciphertext")).toHaveValue(/^[0-9A-Za-z+/=]{188,}$/);
  const ciphertext = await page.getByLabel("Ciphertext").inputValue();

  await openTool(page, person, second);
  await page.getByRole("tab", { name: "Decrypt" }).click();
  await page.getByLabel(toDecrypt).fill(`${ciphertext.slice(0, 64)}\n${ciphertext.slice(64)}\n`);
  await page.getByRole("button", { name: "Execute" }).click();
  await expect(page.getByLabel("Plaintext")).toHaveValue(text);
  await expect(page.getByText("Decrypted with")).toContainText("first");

  await page.getByRole("tab", { name: "Encrypt" }).click();
  await page.getByRole("tab", { name: "Decrypt" }).click();
  await expect(page.getByLabel("Plaintext")).toHaveValue("");
  await expect(page.getByLabel(toDecrypt)).toHaveValue("");
});

test("4,096 bytes are encrypted, 4,097 are refused before they are sent, and characters count by their bytes", async ({
  page,
  signInAs,
}) => {
  const person = await signInAs("KMS Administrator");
  await openTool(page, person, await person.client.createKey("limits"));
  const input = page.getByLabel(toEncrypt);
  const execute = page.getByRole("button", { name: "Execute" });
  await expect(execute).toBeDisabled();
  for (const over of ["x".repeat(4097), `${"é".repeat(2048)}x`, `${"🔐".repeat(1024)}x`]) {
    await input.fill(over);
    await expect(page.getByText("4,097 of 4,096 bytes")).toBeVisible();
    await expect(input).toHaveAttribute("aria-invalid", "true");
    await expect(execute).toBeDisabled();
  }
  for (const full of ["x".repeat(4096), "🔐".repeat(1024)]) {
    await input.fill(full);
    await execute.click();
    await expect(page.getByLabel("Ciphertext")).toHaveValue(/^.{5600,}$/);
    const ciphertext = await page.getByLabel("Ciphertext").inputValue();
    const reply = await person.client.call("decrypt-data", { cipher_text: ciphertext });
    expect(reply.body.plain_text).toBe(full);
    await page.getByRole("button", { name: "Clear" }).click();
    await expect(input).toHaveValue("");
    await expect(page.getByLabel("Ciphertext")).toHaveValue("");
  }
});

test("with an encryption context, the same pairs decrypt and others do not", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  await openTool(page, person, await person.client.createKey("bound"));
  await page.getByLabel(toEncrypt).fill("bound to its place");
  await page.getByRole("button", { name: "Add pair" }).click();
  await page.getByLabel("Name 1").fill("table");
  await page.getByLabel("Value 1").fill("customers");
  await page.getByRole("button", { name: "Execute" }).click();
  await expect(page.getByLabel("Ciphertext")).not.toHaveValue("");
  const ciphertext = await page.getByLabel("Ciphertext").inputValue();
  await page.getByRole("tab", { name: "Decrypt" }).click();
  await page.getByLabel(toDecrypt).fill(ciphertext);
  await page.getByRole("button", { name: "Execute" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "The ciphertext is invalid" })).toContainText("Request ID");
  await page.getByRole("button", { name: "Add pair" }).click();
  await page.getByLabel("Name 1").fill("table");
  await page.getByLabel("Value 1").fill("customers");
  await page.getByRole("button", { name: "Execute" }).click();
  await expect(page.getByLabel("Plaintext")).toHaveValue("bound to its place");
});

test("a disabled key does not encrypt, and the Tool says why", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const id = await person.client.createKey("asleep");
  await person.client.call("disable-key", { key_id: id });
  await openTool(page, person, id);
  await page.getByLabel(toEncrypt).fill("text");
  await expect(page.getByRole("button", { name: "Execute" })).toBeDisabled();
  await expect(page.getByRole("tabpanel").getByText("The key is disabled. Enable it first.").first()).toBeVisible();
});

test("the result is copied to the clipboard exactly", async ({ page, context, signInAs }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const person = await signInAs("KMS Administrator");
  await openTool(page, person, await person.client.createKey("copied"));
  await page.getByLabel(toEncrypt).fill("copy me");
  await page.getByRole("button", { name: "Execute" }).click();
  await expect(page.getByLabel("Ciphertext")).not.toHaveValue("");
  await page.getByRole("button", { name: "Copy to Clipboard" }).click();
  await expect(page.getByText("Copied", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Clear" }).click();
  await page.getByLabel(toEncrypt).focus();
  await page.keyboard.press("Control+v");
  const reply = await person.client.call("decrypt-data", { cipher_text: await page.getByLabel(toEncrypt).inputValue() });
  expect(reply.body.plain_text).toBe("copy me");
});

test("an HTTPS certificate made with openssl survives Tool and API byte for byte, both ways", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const id = await person.client.createKey("tls");
  const directory = mkdtempSync(join(tmpdir(), "kms-journey-"));
  try {
    const pem = join(directory, "certificate.pem");
    const args = ["-newkey", "rsa:2048", "-nodes", "-keyout", join(directory, "private.pem"), "-out", pem, "-days", "30"];
    execFileSync("openssl", ["req", "-x509", ...args, "-subj", "/CN=www.example.com"], { stdio: "ignore" });
    const certificate = readFileSync(pem, "utf8");

    await openTool(page, person, id);
    await page.locator('input[type="file"]').setInputFiles(pem);
    await expect(page.getByLabel(toEncrypt)).toHaveValue(certificate);
    await page.getByRole("button", { name: "Execute" }).click();
    await expect(page.getByLabel("Ciphertext")).not.toHaveValue("");
    const made = await page.getByLabel("Ciphertext").inputValue();
    const decrypted = await person.client.call("decrypt-data", { cipher_text: made });
    expect(Buffer.from(decrypted.body.plain_text_base64, "base64").equals(readFileSync(pem))).toBe(true);

    const encrypted = await person.client.call("encrypt-data", { key_id: id, plain_text: certificate });
    await page.getByRole("tab", { name: "Decrypt" }).click();
    await page.getByLabel(toDecrypt).fill(encrypted.body.cipher_text);
    await page.getByRole("button", { name: "Execute" }).click();
    await expect(page.getByLabel("Plaintext")).not.toHaveValue("");
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download as file" }).click()]);
    expect(readFileSync(await download.path()).equals(readFileSync(pem))).toBe(true);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test("a file that is no text is encrypted as it is, and decrypted to bytes that can be saved", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const content = Buffer.from([0, 0xff, 0xfe, 0x41, 0, 0xc3, 0x28, 0x0d, 0x0a]);
  const choose = () =>
    page.locator('input[type="file"]').setInputFiles({ name: "secret.bin", mimeType: "application/octet-stream", buffer: content });
  const drop = async () => {
    const dataTransfer = await page.evaluateHandle(
      (bytes) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([new Uint8Array(bytes)], "secret.bin"));
        return transfer;
      },
      [...content],
    );
    await page.getByText("or drop it here").dispatchEvent("drop", { dataTransfer });
  };
  for (const [more, give] of [
    [{}, choose],
    [{ key_spec: "RSA_2048", key_usage: "ENCRYPT_DECRYPT" }, drop],
  ] as const) {
    await openTool(page, person, await person.client.createKey(`bytes-${Object.keys(more).length}`, more));
    await page.getByRole("radio", { name: "File" }).check();
    await expect(page.getByRole("button", { name: "Execute" })).toBeDisabled();
    await give();
    await expect(page.getByText("secret.bin · 9 bytes")).toBeVisible();
    await page.getByRole("button", { name: "Execute" }).click();
    await expect(page.getByLabel("Ciphertext")).toHaveValue(/^[0-9A-Za-z+/=]{188,}$/);
    const ciphertext = await page.getByLabel("Ciphertext").inputValue();

    await page.getByRole("tab", { name: "Decrypt" }).click();
    await page.getByLabel(toDecrypt).fill(ciphertext);
    await page.getByRole("button", { name: "Execute" }).click();
    await expect(page.getByLabel("Plaintext")).toHaveValue(content.toString("base64"));
    await expect(page.getByText("The plaintext is not text.")).toBeVisible();
    await expect(page.getByText("9 bytes", { exact: true })).toBeVisible();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download as file" }).click()]);
    expect(download.suggestedFilename()).toBe("plaintext.bin");
    expect(readFileSync(await download.path()).equals(content)).toBe(true);
  }
});

test("a file of 4,096 bytes is encrypted; one of 4,097 and an empty one are refused before they are sent", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  await openTool(page, person, await person.client.createKey("file-limits"));
  await page.getByRole("radio", { name: "File" }).check();
  const execute = page.getByRole("button", { name: "Execute" });
  const choose = (buffer: Buffer) =>
    page.locator('input[type="file"]').setInputFiles({ name: "data", mimeType: "application/octet-stream", buffer });
  for (const [buffer, sentence] of [
    [randomBytes(4097), "The file has 4,097 bytes, and 4,096 can be encrypted at once."],
    [randomBytes(100_000), "The file has 100,000 bytes"],
    [Buffer.alloc(0), "The file is empty"],
  ] as const) {
    await choose(buffer);
    await expect(page.getByRole("alert").filter({ hasText: sentence })).toBeVisible();
    await expect(execute).toBeDisabled();
  }
  const full = randomBytes(4096);
  await choose(full);
  await execute.click();
  await expect(page.getByLabel("Ciphertext")).toHaveValue(/^.{5600,}$/);
  const reply = await person.client.call("decrypt-data", { cipher_text: await page.getByLabel("Ciphertext").inputValue() });
  expect(Buffer.from(reply.body.plain_text_base64, "base64").equals(full)).toBe(true);
});

test("a result is gone as soon as the data, its kind or the context is another, and one that comes after that is not shown", async ({
  page,
  signInAs,
}) => {
  const person = await signInAs("KMS Administrator");
  await openTool(page, person, await person.client.createKey("stale"));
  const result = page.getByLabel("Ciphertext");
  const execute = page.getByRole("button", { name: "Execute" });
  for (const change of [
    () => page.getByLabel(toEncrypt).fill("other text"),
    () => page.getByRole("button", { name: "Add pair" }).click(),
    () => page.getByLabel("Name 1").fill("table"),
    () => page.getByRole("radio", { name: "File" }).check(),
  ]) {
    if (await page.getByLabel("Name 1").isVisible()) await page.getByLabel("Name 1").fill("name");
    await page.getByLabel(toEncrypt).fill("text");
    await execute.click();
    await expect(result).not.toHaveValue("");
    await change();
    await expect(result).toHaveValue("");
  }
  await page.getByRole("radio", { name: "Text" }).check();
  let answer = () => {};
  await page.route("**/keys/**", async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    await new Promise<void>((resolve) => {
      answer = resolve;
    });
    await route.continue();
  });
  const [request] = await Promise.all([page.waitForRequest((one) => one.method() === "POST"), execute.click()]);
  await page.getByLabel(toEncrypt).fill("changed meanwhile");
  const answered = page.waitForResponse((response) => response.request() === request);
  answer();
  await answered;
  await expect(execute).toBeEnabled();
  await expect(result).toHaveValue("");
});

test("a ciphertext of another key that is disabled is refused in that key's name, not the open one's", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const asleep = await person.client.createKey("asleep");
  const { cipher_text } = (await person.client.call("encrypt-data", { key_id: asleep, plain_text: "text" })).body;
  await person.client.call("disable-key", { key_id: asleep });
  await openTool(page, person, await person.client.createKey("awake"));
  await page.getByRole("tab", { name: "Decrypt" }).click();
  await page.getByLabel(toDecrypt).fill(cipher_text);
  await page.getByRole("button", { name: "Execute" }).click();
  const refusal = page.getByRole("alert").filter({ hasText: "asleep" });
  await expect(refusal).toContainText("Disabled");
  await expect(refusal).not.toContainText("awake");
});

test("a result that comes after Clear is dropped, and Execute is in sight at every size", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  await openTool(page, person, await person.client.createKey("cleared"));
  for (const size of [
    { width: 1280, height: 800 },
    { width: 390, height: 844 },
  ]) {
    await page.setViewportSize(size);
    await expect(page.getByRole("button", { name: "Execute" })).toBeInViewport({ ratio: 1 });
  }
  await page.getByLabel(toEncrypt).fill("text");
  await expect(page.getByText("4 of 4,096 bytes")).toBeVisible();
  let answer = () => {};
  await page.route("**/keys/**", async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    await new Promise<void>((resolve) => {
      answer = resolve;
    });
    await route.continue();
  });
  const [request] = await Promise.all([page.waitForRequest((one) => one.method() === "POST"), page.keyboard.press("Control+Enter")]);
  await page.getByRole("button", { name: "Clear" }).click();
  const answered = page.waitForResponse((response) => response.request() === request);
  answer();
  await answered;
  await expect(page.getByRole("button", { name: "Execute" })).not.toHaveAttribute("aria-busy", "true");
  await expect(page.getByLabel("Ciphertext")).toHaveValue("");
});

test("what is typed into the Tool or the search before the page's script has come stays, and counts", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const keyId = await person.client.createKey("early");
  await person.client.createKey("other");
  let letScriptsCome = () => {};
  const whenTheyMay = () =>
    new Promise<void>((resolve) => {
      letScriptsCome = resolve;
    });
  let mayCome = whenTheyMay();
  await page.route("**/_next/static/**/*.js", async (route) => {
    await mayCome;
    await route.continue();
  });
  await page.goto(`${person.keysPath}/${keyId}?tab=tool`, { waitUntil: "commit" });
  // It is in sight once it has been moved to its place, which comes with the page itself.
  await page.getByLabel(toEncrypt).waitFor();
  await page.getByLabel(toEncrypt).pressSequentially("ab");
  await expect(page.getByLabel(toEncrypt)).toHaveValue("ab");
  letScriptsCome();
  await expect(page.getByText("2 of 4,096 bytes")).toBeVisible();
  await page.getByLabel(toEncrypt).pressSequentially("c");
  await expect(page.getByLabel(toEncrypt)).toHaveValue("abc");
  await page.getByRole("button", { name: "Clear" }).click();

  mayCome = whenTheyMay();
  await page.goto(person.keysPath, { waitUntil: "commit" });
  await page.getByRole("searchbox").waitFor();
  await page.getByRole("searchbox").pressSequentially("earl");
  await expect(page.getByRole("searchbox")).toHaveValue("earl");
  letScriptsCome();
  await expect(page.getByRole("link", { name: "other", exact: true })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "early", exact: true })).toBeVisible();
  await expect(page.getByRole("searchbox")).toHaveValue("earl");
});

test("a result does not come back with its text, a new one need not wait for one that was dropped, and a refused file ends it", async ({
  page,
  signInAs,
}) => {
  const person = await signInAs("KMS Administrator");
  await openTool(page, person, await person.client.createKey("exact"));
  const input = page.getByLabel(toEncrypt);
  const result = page.getByLabel("Ciphertext");
  const execute = page.getByRole("button", { name: "Execute" });
  await input.fill("text");
  await execute.click();
  await expect(result).not.toHaveValue("");
  await input.press("End");
  await input.press("x");
  await expect(result).toHaveValue("", { timeout: 1_000 });
  await input.press("Backspace");
  await expect(input).toHaveValue("text");
  await expect(result).toHaveValue("");
  await expect(page.getByRole("button", { name: "Copy to Clipboard" })).toBeDisabled();

  const held: (() => void)[] = [];
  let isHolding = true;
  await page.route("**/keys/**", async (route) => {
    if (isHolding && route.request().method() === "POST") await new Promise<void>((resolve) => held.push(resolve));
    await route.continue();
  });
  await Promise.all([page.waitForRequest((one) => one.method() === "POST"), execute.click()]);
  await input.fill("newer text");
  await expect(execute).toBeEnabled();
  isHolding = false;
  await execute.click();
  for (const goOn of held) goOn();
  await expect(result).not.toHaveValue("");
  const reply = await person.client.call("decrypt-data", { cipher_text: await result.inputValue() });
  expect(reply.body.plain_text).toBe("newer text");

  await page
    .getByLabel("Load from file")
    .last()
    .setInputFiles({ name: "bytes", mimeType: "text/plain", buffer: Buffer.from([0xff, 0xfe]) });
  await expect(page.getByRole("alert").filter({ hasText: "The file is not text" })).toBeVisible();
  await expect(result).toHaveValue("");
  await expect(execute).toBeDisabled();
  await input.press("End");
  await input.press("!");
  await expect(execute).toBeEnabled();
});

test("typed text that was not executed is not lost without being asked: by a link, a tab and Back", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  await person.client.createKey("typed");
  await page.getByRole("button", { name: "Refresh" }).click();
  await page.getByRole("row").getByRole("link", { name: "typed" }).click();
  const input = page.getByLabel(toEncrypt);
  const dialog = page.getByRole("dialog", { name: "Leave without executing?" });
  await input.fill("written with care");
  const here = page.url();
  for (const leave of [
    () => page.getByRole("link", { name: "Key Management Service" }).click(),
    () => page.getByRole("tab", { name: "Grants" }).click(),
    () => page.evaluate(() => window.history.back()),
  ]) {
    await leave();
    await expect(dialog.getByRole("button", { name: "Stay" })).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await expect(input).toHaveValue("written with care");
    expect(page.url()).toBe(here);
  }
  await page.getByRole("button", { name: "Execute" }).click();
  await expect(page.getByLabel("Ciphertext")).not.toHaveValue("");
  await page.getByRole("tab", { name: "Grants" }).click();
  await expect(page.getByRole("tab", { name: "Grants" })).toHaveAttribute("aria-selected", "true");
  await page.getByRole("tab", { name: "Tool" }).click();
  await expect(input).toHaveValue("");
  await input.fill("not needed");
  await page.getByRole("tab", { name: "Tags" }).click();
  await dialog.getByRole("button", { name: "Leave" }).click();
  await expect(page.getByRole("tab", { name: "Tags" })).toHaveAttribute("aria-selected", "true");
});
