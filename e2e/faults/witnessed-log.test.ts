/** A running product whose log is witnessed, and of which old traces may be removed. */
import { spawn } from "node:child_process";
import { createPublicKey } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { signIn } from "../harness/api-client";
import { sql } from "../harness/database";
import { becomesReady, type Launch, launchProduct } from "../harness/product";
import { openWitness } from "../harness/witness";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "kms-witnessed-"));
const dataDir = join(folder, "data");
const PASSWORD = "administrator-0123";
const running = new Set<Launch>();
afterAll(async () => {
  await Promise.all([...running].map((product) => product.stop()));
  rmSync(folder, { recursive: true, force: true });
});

async function start(settings: Record<string, string>): Promise<Launch> {
  const product = await launchProduct({ KMS_WORKERS: "1", KMS_DATA_DIR: dataDir, KMS_ADMIN_PASSWORD: PASSWORD, ...settings });
  running.add(product);
  await becomesReady(product);
  return product;
}
async function stop(product: Launch): Promise<void> {
  running.delete(product);
  await product.stop();
}

async function auditKey(): Promise<Buffer> {
  const inherited = Object.fromEntries(["PATH", "HOME"].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
  const child = spawn(process.execPath, [join(ROOT, "dist/admin.js"), "audit", "key"], {
    cwd: ROOT,
    env: { ...inherited, KMS_DATA_DIR: dataDir } as never,
  });
  let pem = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (pem += chunk));
  expect(await new Promise((resolve) => child.once("close", resolve))).toBe(0);
  return createPublicKey(pem).export({ type: "spki", format: "der" });
}
const metric = async (product: Launch, name: string) =>
  Number(new RegExp(`^${name}\\{witness="w"\\} (\\S+)$`, "m").exec(await (await fetch(`${product.apiUrl}/metrics`)).text())?.[1]);
const said = () => sql<{ days: number }>(dataDir, "select days from trace_retention");

test("a product names its witness, is asked again until it is trusted, and stores cosigned checkpoints", async () => {
  const witness = await openWitness("w", null);
  try {
    const product = await start({ KMS_AUDIT_WITNESSES: witness.setting, KMS_AUDIT_RETENTION_DAYS: "90" });
    await expect.poll(() => metric(product, "kms_audit_witness_failures_in_a_row"), { timeout: 30_000, interval: 300 }).toBeGreaterThan(0);
    expect(await metric(product, "kms_audit_witness_size")).toBe(0);
    witness.trust(await auditKey());
    await expect.poll(() => metric(product, "kms_audit_witness_size"), { timeout: 60_000, interval: 300 }).toBeGreaterThan(0);
    expect(await metric(product, "kms_audit_witness_failures_in_a_row")).toBe(0);
    expect(await metric(product, "kms_audit_witness_incident")).toBe(0);
    expect([...witness.seen.keys()]).toEqual([expect.stringMatching(/^kms-console\/audit\/[0-9a-f]{16}\/1$/)]);
    const [cosigned] = await sql<{ n: number }>(
      dataDir,
      "select count(*)::int as n from audit_checkpoint where cosigners = 1 and cosignatures like '— w %'",
    );
    expect(cosigned?.n).toBeGreaterThan(0);
    const caller = await signIn(product.apiUrl, { account: "default", name: "admin", password: PASSWORD }, { project: { name: "eu-de" } });
    const shown = async () => (await caller.send("GET", `/v1.0/${caller.projectId}/kms/checkpoint`)).body;
    await expect
      .poll(shown, { timeout: 60_000, interval: 1_000 })
      .toMatchObject({ cosignatures: [{ name: "w" }], checkpoint: expect.stringContaining("\n\u2014 w ") });
    // The owner has said how old is old.
    expect(await said()).toEqual([{ days: 90 }]);
    await stop(product);
    const without = await start({});
    expect(await said()).toEqual([]);
    expect(await (await fetch(`${without.apiUrl}/metrics`)).text()).not.toContain('witness="w"');
    await stop(without);
  } finally {
    await witness.kill();
  }
}, 240_000);
