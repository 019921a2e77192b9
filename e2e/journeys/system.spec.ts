import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../harness/free-port";
import { startProduct } from "../harness/product";
import { openWebhookReceiver } from "../harness/receivers";
import { expect, makePerson, takeSession, test } from "./fixtures";

test("the System screen says which token there is, and that it is a software token, how it decrypts RSA, and what that means for security", async ({
  page,
  signInAs,
}) => {
  const person = await signInAs("KMS Viewer");
  await page.getByRole("navigation").getByRole("link", { name: "System" }).click();
  await page.waitForURL(`**/${person.projectName}/system`);
  await expect(page.getByRole("heading", { level: 1, name: "System" })).toBeVisible();
  const hsm = page.getByRole("region", { name: "Software token" });
  await expect(hsm).toContainText("SoftHSM");
  await expect(hsm).toContainText("This is a software token");
  await expect(page.getByText("Hardware security module", { exact: true })).toHaveCount(0);
  await expect(hsm).toContainText("Healthy");
  await expect(hsm).toContainText("RSA step in the HSM, decoding in this service, in constant time");
  await expect(page.getByRole("region", { name: "Database" })).toContainText("Healthy");
  await expect(page.getByRole("region", { name: "Quotas" })).toContainText("in this project");
  await expect(page.getByText("does only the RSA step of RSAES_OAEP_SHA_256")).toBeVisible();
});

test("the System screen says who is sent the traces, what waits for whom, and why; and nothing of it where nobody is named", async ({
  browser,
  page,
  signInAs,
}) => {
  test.setTimeout(180_000);
  const other = await signInAs("KMS Viewer");
  await page.goto(`/${other.projectName}/system`);
  await expect(page.getByRole("region", { name: "Jobs" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Forwarding of traces" })).toHaveCount(0);

  const folder = mkdtempSync(join(tmpdir(), "kms-system-"));
  writeFileSync(join(folder, "secret"), "a secret of the webhook");
  const hook = await openWebhookReceiver();
  const product = await startProduct({
    KMS_WORKERS: "1",
    KMS_AUDIT_WEBHOOK_URL: hook.url,
    KMS_AUDIT_WEBHOOK_SECRET_FILE: join(folder, "secret"),
    KMS_AUDIT_SYSLOG_URL: `tls://127.0.0.1:${await freePort()}`,
  });
  const context = await browser.newContext({ baseURL: product.consoleUrl, reducedMotion: "reduce" });
  try {
    const own = await context.newPage();
    const person = await makePerson(product, ["KMS Viewer"]);
    await takeSession(own, product, person);
    await own.goto(`/${person.projectName}/system`);
    const forwarding = own.getByRole("region", { name: "Forwarding of traces" });
    await expect(async () => {
      await own.reload();
      const webhook = forwarding.getByRole("row", { name: /Webhook/ });
      await expect(webhook).toContainText("Healthy", { timeout: 1_000 });
      const syslog = forwarding.getByRole("row", { name: /Syslog/ });
      await expect(syslog).toContainText(/Failing \(\d+ times? in a row\)/, { timeout: 1_000 });
      await expect(forwarding).toContainText("The receiver refuses connections.", { timeout: 1_000 });
    }).toPass({ timeout: 60_000 });
    await expect(forwarding).not.toContainText("127.0.0.1");
    for (const width of [1280, 390]) {
      await own.setViewportSize({ width, height: 900 });
      expect(await own.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    }
  } finally {
    await context.close();
    await product.stop();
    await hook.kill();
    rmSync(folder, { recursive: true });
  }
});
