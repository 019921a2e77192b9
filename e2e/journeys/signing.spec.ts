import { execFileSync } from "node:child_process";
import { createHash, createPublicKey, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Download, Page } from "@playwright/test";
import { makeTenant } from "../harness/tenant";
import { expect, keyRow, openTool, test } from "./fixtures";

let directory: string;
test.beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "kms-signing-"));
});
test.afterEach(() => rmSync(directory, { recursive: true, force: true }));

const message = (page: Page) => page.getByRole("textbox", { name: "Message" });
const signature = (page: Page) => page.getByRole("textbox", { name: "Signature" });
const execute = (page: Page) => page.getByRole("button", { name: "Execute" });
const save = async (page: Page, name: string): Promise<Download> => {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name }).click()]);
  await download.saveAs(join(directory, download.suggestedFilename()));
  return download;
};

test("every algorithm of the guide can be chosen, with its usages and what they are for", async ({ page, signInAs }) => {
  test.setTimeout(120_000);
  await signInAs("KMS Administrator");
  await page.getByRole("button", { name: "Create Key" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Create Key" });
  const algorithm = dialog.getByLabel("Key Algorithm");
  const usage = dialog.getByLabel("Usage");
  const specs = ["AES_256", "RSA_2048", "RSA_3072", "RSA_4096", "EC_P256", "EC_P384"];
  await expect(algorithm.getByRole("option")).toHaveText(specs);
  for (const spec of specs) {
    await algorithm.selectOption(spec);
    await expect(usage).toHaveValue(spec === "AES_256" ? "ENCRYPT_DECRYPT" : "SIGN_VERIFY");
    const usages = await usage.getByRole("option").allTextContents();
    expect(usages.sort()).toEqual(
      spec.startsWith("RSA") ? ["ENCRYPT_DECRYPT", "SIGN_VERIFY"] : [spec === "AES_256" ? "ENCRYPT_DECRYPT" : "SIGN_VERIFY"],
    );
  }
  await algorithm.selectOption("RSA_4096");
  await dialog.getByLabel("Alias").fill("large");
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(dialog.getByRole("progressbar")).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "Key created successfully" })).toBeVisible({ timeout: 60_000 });
  await expect(keyRow(page, "large")).toContainText("RSA_4096");
  await expect(keyRow(page, "large")).toContainText("SIGN_VERIFY");
});

test("a text is signed, verified here, and by the line of OpenSSL that the page shows", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const text = "I owe you nothing.\nSigned: ünïcode";
  for (const [key_spec, algorithm] of [
    ["EC_P384", "ECDSA_SHA_384"],
    ["RSA_2048", "RSASSA_PSS_SHA_512"],
  ] as const) {
    await openTool(page, person, await person.client.createKey(`papers/${key_spec}`, { key_spec }));
    await expect(page.getByRole("tab", { name: "Sign", exact: true })).toHaveAttribute("aria-selected", "true");
    await page.getByLabel("Signing algorithm").selectOption(algorithm);
    await message(page).fill(text);
    await execute(page).click();
    await expect(signature(page)).toHaveValue(/^[0-9A-Za-z+/]{90,}=*$/);
    const made = await signature(page).inputValue();
    expect((await save(page, "Download as file")).suggestedFilename()).toBe("message.sig");
    const line = await page.locator("code").filter({ hasText: "openssl dgst" }).textContent();
    await page.getByRole("tab", { name: "Public key" }).click();
    expect((await save(page, "Download PEM")).suggestedFilename()).toBe(`papers-${key_spec}_public_key.pem`);
    writeFileSync(join(directory, "message"), text);
    expect(execFileSync("sh", ["-c", line ?? ""], { cwd: directory, encoding: "utf8" })).toContain("Verified OK");

    await page.getByRole("tab", { name: "Verify" }).click();
    await expect(message(page)).toHaveValue("");
    await page.getByLabel("Signing algorithm").selectOption(algorithm);
    await message(page).fill(text);
    await signature(page).fill(`${made.slice(0, 40)}\n${made.slice(40)}`);
    await execute(page).click();
    await expect(page.getByRole("status").filter({ hasText: "The signature is valid." })).toBeVisible();
    await message(page).fill(`${text} `);
    await expect(page.getByText("The signature is valid.")).toBeHidden();
    await execute(page).click();
    await expect(page.getByRole("status").filter({ hasText: "The signature is not valid." })).toBeVisible();
  }
});

test("an answer that comes after the message was changed says nothing about the new one", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const keyId = await person.client.createKey("late", { key_spec: "EC_P256" });
  const input = {
    key_id: keyId,
    message: Buffer.from("agreed").toString("base64"),
    message_type: "RAW",
    signing_algorithm: "ECDSA_SHA_256",
  };
  const made = (await person.client.call("sign", input)).body.signature;
  await openTool(page, person, keyId);
  let answer = () => {};
  await page.route("**/keys/**", async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    await new Promise<void>((resolve) => {
      answer = resolve;
    });
    await route.continue();
  });
  const late = async (change: string) => {
    await message(page).fill("agreed");
    const [request] = await Promise.all([page.waitForRequest((one) => one.method() === "POST"), execute(page).click()]);
    await message(page).fill(change);
    const answered = page.waitForResponse((response) => response.request() === request);
    answer();
    await answered;
    await expect(execute(page)).toBeEnabled();
  };
  await late("forged");
  await expect(signature(page)).toHaveValue("");
  await page.getByRole("tab", { name: "Verify" }).click();
  await signature(page).fill(made);
  await late("forged");
  await expect(page.getByText(/The signature is (not )?valid/)).toBeHidden();
});

test("a file is hashed in the browser, with progress, and only its digest is sent", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  await openTool(page, person, await person.client.createKey("releases", { key_spec: "EC_P256" }));
  const content = randomBytes(20_000_000);
  writeFileSync(join(directory, "it's a release.bin"), content);
  let sent = 0;
  page.on("request", (request) => {
    sent += request.postDataBuffer()?.byteLength ?? 0;
  });
  await page.getByLabel("Hash a file").last().setInputFiles(join(directory, "it's a release.bin"));
  await expect(page.getByRole("progressbar")).toBeVisible();
  await expect(message(page)).toHaveValue(createHash("sha256").update(content).digest("hex"));
  await expect(page.getByLabel("Message type")).toHaveValue("DIGEST");
  await expect(page.getByRole("progressbar")).toBeHidden();

  await page.getByLabel("Signing algorithm").selectOption("ECDSA_SHA_512");
  await expect(message(page)).toHaveValue(createHash("sha512").update(content).digest("hex"));
  await execute(page).click();
  await expect(signature(page)).not.toHaveValue("");
  expect(sent).toBeLessThan(20_000);

  expect((await save(page, "Download as file")).suggestedFilename()).toBe("it_s_a_release.bin.sig");
  const line = await page.locator("code").filter({ hasText: "openssl dgst" }).textContent();
  await page.getByRole("tab", { name: "Public key" }).click();
  await save(page, "Download PEM");
  const made = await page.getByLabel("Public key in PEM").inputValue();
  expect(readFileSync(join(directory, "releases_public_key.pem"), "utf8")).toBe(made);
  expect(execFileSync("sh", ["-c", line ?? ""], { cwd: directory, encoding: "utf8" })).toContain("Verified OK");

  await page.getByRole("tab", { name: "Verify" }).click();
  await page.getByLabel("Signing algorithm").selectOption("ECDSA_SHA_512");
  await page.getByLabel("Hash a file").last().setInputFiles(join(directory, "it's a release.bin"));
  await page.getByLabel("Load from file").last().setInputFiles(join(directory, "it_s_a_release.bin.sig"));
  await expect(message(page)).not.toHaveValue("");
  await execute(page).click();
  await expect(page.getByText("The signature is valid.")).toBeVisible();
});

test("4,096 bytes and a digest of the right length are signed, one byte more or less is refused before it is sent", async ({
  page,
  signInAs,
}) => {
  const person = await signInAs("KMS Administrator");
  await openTool(page, person, await person.client.createKey("limits", { key_spec: "EC_P256" }));
  await expect(execute(page)).toBeDisabled();
  await message(page).fill("x".repeat(4097));
  await expect(message(page)).toHaveAttribute("aria-invalid", "true");
  await expect(execute(page)).toBeDisabled();
  await message(page).fill("x".repeat(4096));
  await expect(page.getByText("4,096 of 4,096 bytes")).toBeVisible();
  await execute(page).click();
  await expect(signature(page)).not.toHaveValue("");

  await page.getByLabel("Message type").selectOption("DIGEST");
  for (const wrong of ["00".repeat(31), "00".repeat(33), "zz".repeat(32), "text"]) {
    await message(page).fill(wrong);
    await expect(page.getByRole("alert").filter({ hasText: "64 hexadecimal digits" })).toBeVisible();
    await expect(execute(page)).toBeDisabled();
  }
  await expect(signature(page)).toHaveValue("");
  const digest = createHash("sha256").update("said elsewhere").digest();
  for (const right of [digest.toString("hex"), digest.toString("base64")]) {
    await message(page).fill(right);
    await execute(page).click();
    await expect(signature(page)).not.toHaveValue("");
    await page.getByRole("tab", { name: "Public key" }).click();
    await page.getByRole("tab", { name: "Sign", exact: true }).click();
    await expect(signature(page)).toHaveValue("");
    await page.getByLabel("Message type").selectOption("DIGEST");
  }
});

test("the public key is shown, copied and downloaded as PEM and JWK, and is the one the API gives", async ({ page, signInAs, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]).catch(() => {});
  const person = await signInAs("KMS Administrator");
  for (const [alias, more] of [
    ["rsa", { key_spec: "RSA_3072" }],
    ["ec", { key_spec: "EC_P384" }],
    ["rsa-encryption", { key_spec: "RSA_2048", key_usage: "ENCRYPT_DECRYPT" }],
  ] as const) {
    const keyId = await person.client.createKey(alias, more);
    const own = createPublicKey((await person.client.call("get-publickey", { key_id: keyId })).body.public_key);
    await openTool(page, person, keyId);
    await page.getByRole("tab", { name: "Public key" }).click();
    const shown = await page.getByLabel("Public key in PEM").inputValue();
    expect(createPublicKey(shown).equals(own)).toBe(true);
    await page.getByRole("button", { name: "Copy to Clipboard" }).click();
    await expect(page.getByRole("status").filter({ hasText: "Copied" })).toBeVisible();
    await save(page, "Download PEM");
    expect(createPublicKey(readFileSync(join(directory, `${alias}_public_key.pem`))).equals(own)).toBe(true);
    await save(page, "Download JWK");
    const jwk = JSON.parse(readFileSync(join(directory, `${alias}_public_key.jwk`), "utf8"));
    expect(createPublicKey({ key: jwk, format: "jwk" }).equals(own)).toBe(true);
    expect([jwk.kid, jwk.use, jwk.d]).toEqual([keyId, alias === "rsa-encryption" ? "enc" : "sig", undefined]);
  }
});

test("an RSA key encrypts up to its own limit, and decrypts what OpenSSL encrypted with the line that the page shows", async ({
  page,
  signInAs,
}) => {
  const person = await signInAs("KMS Administrator");
  const keyId = await person.client.createKey("letters", { key_spec: "RSA_2048", key_usage: "ENCRYPT_DECRYPT" });
  await openTool(page, person, keyId);
  const input = page.getByLabel("Data to be encrypted");
  await expect(page.getByText("RSAES_OAEP_SHA_256")).toBeVisible();
  await expect(page.getByText("Encryption context")).toBeHidden();
  await input.fill("x".repeat(191));
  await expect(page.getByText("191 of 190 bytes")).toBeVisible();
  await expect(execute(page)).toBeDisabled();
  await input.fill("y".repeat(190));
  await execute(page).click();
  await expect(page.getByLabel("Ciphertext")).toHaveValue(/^[0-9A-Za-z+/=]{344}$/);
  const own = await page.getByLabel("Ciphertext").inputValue();

  await page.getByRole("tab", { name: "Public key" }).click();
  await save(page, "Download PEM");
  const line = await page.locator("code").filter({ hasText: "openssl pkeyutl" }).textContent();
  writeFileSync(join(directory, "message"), "from outside");
  const foreign = execFileSync("sh", ["-c", line ?? ""], { cwd: directory, encoding: "utf8" });
  writeFileSync(join(directory, "message"), Buffer.from([0xff, 0xfe, 0]));
  const binary = execFileSync("sh", ["-c", line ?? ""], { cwd: directory, encoding: "utf8" });

  await page.getByRole("tab", { name: "Decrypt" }).click();
  for (const [ciphertext, plaintext] of [
    [own, "y".repeat(190)],
    [foreign, "from outside"],
    [binary, "//4A"],
  ] as const) {
    await page.getByLabel("Data to be decrypted").fill(ciphertext);
    await execute(page).click();
    await expect(page.getByLabel("Plaintext")).toHaveValue(plaintext);
  }
  await expect(page.getByText("The plaintext is not text. It is shown in base64.")).toBeVisible();
  await page.getByLabel("Data to be decrypted").fill(own.replace(/^.{6}/, "AAAAAA"));
  await execute(page).click();
  await expect(page.getByRole("alert").filter({ hasText: "could not be decrypted" })).toContainText("Request ID");
});

test("a disabled key says why it cannot sign, and still shows its public key", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const keyId = await person.client.createKey("retired", { key_spec: "EC_P256" });
  await person.client.call("disable-key", { key_id: keyId });
  await openTool(page, person, keyId);
  await expect(page.getByText("The key is disabled. Enable it first.").first()).toBeVisible();
  await message(page).fill("text");
  await expect(execute(page)).toBeDisabled();
  await page.getByRole("tab", { name: "Public key" }).click();
  const pem = await page.getByLabel("Public key in PEM").inputValue();
  expect(createPublicKey(pem).asymmetricKeyDetails?.namedCurve).toBe("prime256v1");
});

test("a viewer sees the public key, and why nothing else can be done", async ({ page, signInAs, product }) => {
  const viewer = await signInAs("KMS Viewer");
  const { client } = await makeTenant(product, ["KMS Administrator"], viewer);
  await openTool(page, viewer, await client.createKey("watched", { key_spec: "EC_P256" }));
  await expect(page.getByText("You do not have permission to do this in this project.").first()).toBeVisible();
  await message(page).fill("text");
  await expect(execute(page)).toBeDisabled();
  await page.getByRole("tab", { name: "Public key" }).click();
  await expect(page.getByLabel("Public key in PEM")).toHaveValue(/BEGIN PUBLIC KEY/);
});

test("an HMAC key says what it is for", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  await openTool(page, person, await person.client.createKey("macs", { key_spec: "HMAC_256" }));
  await expect(page.getByText("generate-mac")).toBeVisible();
});
