import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readEnv } from "#lib/base/env";
import { findSecret } from "#lib/runtime/data-dir/secrets";
import { readTokenSettings } from "#lib/runtime/token/token-settings";
import { databaseUrl } from "../harness/database";
import { freePort } from "../harness/free-port";
import { childrenOf } from "../harness/processes";
import { launchProduct, type Product, startProduct } from "../harness/product";

const PASSWORD = "hunter22-not-in-any-output";
const folder = mkdtempSync(join(tmpdir(), "kms-refusals-"));
let product: Product;

beforeAll(async () => {
  product = await startProduct({ KMS_WORKERS: "1" });
}, 120_000);

afterAll(async () => {
  await product?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

/** Starts a product that must not come up. @returns the last line that it printed */
async function refusal(overrides: Record<string, string>): Promise<string> {
  const launch = await launchProduct({ KMS_DATA_DIR: mkdtempSync(join(folder, "data-")), ...overrides });
  const { code } = await launch.exited;
  const output = launch.output();
  expect(code, output).toBe(1);
  expect(output).not.toMatch(/^\s+at /m);
  expect(output).not.toContain(PASSWORD);
  return output.trim().split("\n").pop() ?? "";
}

test("a variable with a wrong value is refused by name", async () => {
  expect(await refusal({ KMS_WORKERS: "many" })).toBe('KMS_WORKERS is "many", and must be a whole number from 1 to 256.');
});

test("a second start on a data directory in use is refused, naming the process", async () => {
  expect(await refusal({ KMS_DATA_DIR: product.dataDir })).toContain(
    `Another KMS Console (process ${product.pid}) is running on the data directory ${product.dataDir}`,
  );
});

test("a taken port is refused by its variable", async () => {
  const port = new URL(product.apiUrl).port;
  expect(await refusal({ KMS_API_PORT: port })).toContain(`KMS_API_PORT is ${port}, and that port is taken on 127.0.0.1`);
  expect(await refusal({ KMS_CONSOLE_PORT: port })).toContain(`KMS_CONSOLE_PORT is ${port}, and that port is taken on 127.0.0.1`);
});

test("a data directory that cannot be written is refused", async () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  expect(await refusal({ KMS_DATA_DIR: file })).toMatch(/^The data directory .*file cannot be written \(ENOTDIR\)/);
  expect(await refusal({ KMS_DATA_DIR: "/proc/kms" })).toMatch(/^The data directory \/proc\/kms cannot be written \(ENOENT\)/);
});

test("a directory of somebody else is refused as data directory, and left as it is", async () => {
  const theirs = join(folder, "theirs");
  mkdirSync(theirs, { mode: 0o755 });
  writeFileSync(join(theirs, "letter.txt"), "dear");
  expect(await refusal({ KMS_DATA_DIR: theirs })).toContain("holds files of something else");
  expect(statSync(theirs).mode & 0o777).toBe(0o755);
});

test("an unreachable database is refused by its address, without its password", async () => {
  const port = await freePort();
  const line = await refusal({ DATABASE_URL: `postgresql://kms:${PASSWORD}@127.0.0.1:${port}/kms` });
  expect(line).toBe(`DATABASE_URL: the database at 127.0.0.1:${port} does not answer (ECONNREFUSED): start it, or correct host and port.`);
  const several = await refusal({ DATABASE_URL: `postgresql://kms:${PASSWORD}@127.0.0.1:${port},localhost:${port}/kms` });
  expect(several).toBe(
    "DATABASE_URL: none of the hosts of the database takes writes: start the one that shall, or correct hosts and ports.",
  );
  const standby = await refusal({ DATABASE_URL: `postgresql://kms:${PASSWORD}@one,other/kms?target_session_attrs=standby` });
  expect(standby).toContain("target_session_attrs, where it is there, must be read-write, primary or any");
  expect(standby).not.toContain(PASSWORD);
});

test("a wrong database password and a missing database are told apart", async () => {
  const url = new URL(databaseUrl(product.dataDir));
  const missing = new URL(url);
  missing.pathname = "/elsewhere";
  expect(await refusal({ DATABASE_URL: missing.href })).toContain('has no database "elsewhere"');
  url.password = PASSWORD;
  expect(await refusal({ DATABASE_URL: url.href })).toContain('refuses user "kms" or its password');
});

test("a missing module is refused by its path", async () => {
  const settings = { KMS_PKCS11_TOKEN: "kms", KMS_PKCS11_PIN_FILE: writePin("1234"), KMS_PKCS11_MODULE: join(folder, "none.so") };
  expect(await refusal(settings)).toContain(`KMS_PKCS11_MODULE is "${settings.KMS_PKCS11_MODULE}", and there is no such file`);
});

test("a wrong PIN is refused, and not repeated", async () => {
  const { modulePath } = readTokenSettings(readEnv({ KMS_DATA_DIR: product.dataDir }));
  const settings = { KMS_PKCS11_MODULE: modulePath, KMS_PKCS11_TOKEN: "kms", KMS_PKCS11_PIN_FILE: writePin(PASSWORD) };
  expect(await refusal({ ...settings, SOFTHSM2_CONF: join(product.dataDir, "softhsm2.conf") })).toMatch(/PIN/);
});

test("the data directory and all secrets in it are private", () => {
  // Root's may be gone through, by the users of its parts.
  expect(statSync(product.dataDir).mode & 0o777).toBe(process.getuid?.() === 0 ? 0o711 : 0o700);
  expect(statSync(join(product.dataDir, "secrets")).mode & 0o777).toBe(0o700);
  for (const name of ["console-secret", "database-owner-password", "database-password", "token-so-pin", "token-user-pin"]) {
    expect(statSync(join(product.dataDir, "secrets", name)).mode & 0o777).toBe(0o600);
  }
});

test("the generated password is printed once, and then kept nowhere", () => {
  expect(product.adminPassword).toMatch(/^\S{16,}$/);
  expect(product.output().split(product.adminPassword)).toHaveLength(2);
  expect(findSecret(product.dataDir, "admin-password")).toBeNull();
});

test("the console's environment holds no secret, nor where the database and the token are", () => {
  const [server] = childrenOf(product.pid, "console-server");
  const text = readFileSync(`/proc/${server?.pid}/environ`, "utf8");
  const names = ["token-user-pin", "token-so-pin", "database-password", "database-owner-password", "database-superuser-password"] as const;
  for (const name of [...names, "console-secret"] as const) {
    const secret = findSecret(product.dataDir, name);
    expect(secret).toMatch(/^[0-9a-f]{48}$/);
    expect(text).not.toContain(secret);
  }
  expect(text).not.toMatch(/DATABASE_URL|PKCS11|SOFTHSM|KMS_DATA_DIR|ADMIN_PASSWORD/);
  expect(text).toContain("KMS_CONSOLE_URL=");
});

function writePin(pin: string): string {
  const path = join(mkdtempSync(join(folder, "pin-")), "pin");
  writeFileSync(path, `${pin}\n`, { mode: 0o600 });
  return path;
}
