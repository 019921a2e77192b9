/** The guide's second scenario (Figures 1-2 and 1-3): a large file under a data key, by the examples that the README shows. */
import { spawn } from "node:child_process";
import { createHash, randomFillSync } from "node:crypto";
import { createReadStream, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { grantTo } from "../harness/grants";
import { makeTenant, type Tenant } from "../harness/tenant";

const product = inject("product");
const directory = mkdtempSync(join(tmpdir(), "kms-envelope-"));
const large = join(directory, "large");
const LARGE_BYTES = 100_000_000;
let owner: Tenant;
let keyId: string;

beforeAll(async () => {
  owner = await makeTenant(product);
  keyId = await owner.client.createKey("envelope");
  const bytes = Buffer.alloc(LARGE_BYTES);
  randomFillSync(bytes);
  writeFileSync(large, bytes);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const EXAMPLES: Readonly<Record<string, readonly [program: string, script: string]>> = {
  node: [process.execPath, "envelope.mjs"],
  "curl and openssl": ["bash", "envelope.sh"],
};

describe.each(Object.entries(EXAMPLES))("with %s", (name, [program, script]) => {
  type Who = { readonly key?: string; readonly tenant?: Tenant };

  async function run(verb: string, source: string, target: string, { key = keyId, tenant = owner }: Who = {}) {
    const child = spawn(program, [join(import.meta.dirname, "../examples", script), verb, source, target], {
      env: {
        NODE_ENV: "production",
        PATH: process.env.PATH,
        KMS_URL: product.apiUrl,
        KMS_PROJECT: tenant.projectId,
        KMS_KEY: key,
        KMS_TOKEN: tenant.client.token,
      },
    });
    let errors = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors += text;
    });
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    return { code, errors };
  }

  const place = (file: string) => join(directory, `${name.replaceAll(" ", "-")}-${file}`);
  const encrypted = place("encrypted");

  test("a file of 100 MB is encrypted, and decrypted to what it was", async () => {
    expect(await run("encrypt", large, encrypted)).toEqual({ code: 0, errors: "" });
    expect(statSync(encrypted).size).toBeGreaterThan(LARGE_BYTES);
    expect(statSync(encrypted).mode & 0o077).toBe(0);
    expect(await run("decrypt", encrypted, place("decrypted"))).toEqual({ code: 0, errors: "" });
    expect(await sha256(place("decrypted"))).toBe(await sha256(large));
  }, 120_000);

  test.each([0, 1, 15, 16, 17, 4096])("a file of %i bytes likewise", async (length) => {
    const [plain, sealed, opened] = [place("plain"), place("sealed"), place("opened")];
    writeFileSync(plain, randomFillSync(Buffer.alloc(length)));
    expect(await run("encrypt", plain, sealed)).toEqual({ code: 0, errors: "" });
    expect(await run("decrypt", sealed, opened)).toEqual({ code: 0, errors: "" });
    expect(readFileSync(opened)).toEqual(readFileSync(plain));
  });

  test("each file has a data key of its own", async () => {
    const [one, two] = [place("one"), place("two")];
    writeFileSync(place("plain"), "the same");
    await run("encrypt", place("plain"), one);
    await run("encrypt", place("plain"), two);
    const [first, second] = [one, two].map((file) => readFileSync(file, "latin1").split("\n")[0]);
    expect(first).not.toBe(second);
  });

  test("an altered file gives an error and no result, wherever it was altered", async () => {
    const [plain, sealed, opened] = [place("plain"), place("altered"), place("never")];
    writeFileSync(plain, "x".repeat(100));
    await run("encrypt", plain, sealed);
    const bytes = readFileSync(sealed);
    const body = bytes.indexOf("\n") + 1;
    for (const at of [0, 100, body - 2, body + 2, body + 40, bytes.length - 20, bytes.length - 1]) {
      const altered = Buffer.from(bytes);
      altered[at] = (altered[at] ?? 0) ^ 1;
      writeFileSync(sealed, altered);
      const { code, errors } = await run("decrypt", sealed, opened);
      expect([at, code]).toEqual([at, 1]);
      expect(errors).toMatch(/^envelope: /);
    }
    for (const cut of [0, 10, body + 4, bytes.length - 1]) {
      writeFileSync(sealed, bytes.subarray(0, cut));
      expect([cut, (await run("decrypt", sealed, opened)).code]).toEqual([cut, 1]);
    }
    expect(existsSync(opened)).toBe(false);
    expect(readdirSync(directory).filter((file) => file.includes(".part"))).toEqual([]);
  });

  test("another key, a disabled key and a stranger do not open it; a grantee of decrypt-datakey does", async () => {
    const [plain, sealed, opened] = [place("plain"), place("granted"), place("granted-opened")];
    writeFileSync(plain, "granted");
    const key = await owner.client.createKey(`envelope-${name.replaceAll(" ", "-")}`);
    await run("encrypt", plain, sealed, { key });
    const other = await run("decrypt", sealed, opened);
    expect(other).toEqual({ code: 1, errors: expect.stringContaining("KMS.2201") });
    const grantee = await makeTenant(product, []);
    expect((await run("decrypt", sealed, opened, { key, tenant: grantee })).code).toBe(1);
    await grantTo(owner.client, key, grantee.userId, ["decrypt-datakey"]);
    expect(await run("decrypt", sealed, opened, { key, tenant: grantee })).toEqual({ code: 0, errors: "" });
    await owner.client.call("disable-key", { key_id: key });
    expect(await run("decrypt", sealed, place("never"), { key })).toEqual({ code: 1, errors: expect.stringContaining("KMS.0209") });
    expect(existsSync(place("never"))).toBe(false);
  });

  test("without its settings it says how it is used", async () => {
    expect(await run("encrypt", large, place("never"), { key: "" })).toEqual({ code: 2, errors: expect.stringContaining("usage:") });
  });
});

async function sha256(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}
