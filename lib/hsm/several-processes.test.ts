import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { MaterialBinding } from "#lib/domain/key";
import { inspectToken } from "#lib/hsm/pkcs11/inspect";
import { openToken } from "#lib/hsm/pkcs11/open";
import { listTokens } from "#lib/hsm/pkcs11/session/find-token";
import { holdModule } from "#lib/hsm/pkcs11/session/module";
import type { OtherProcessInput } from "./testing/other-process";
import type { Provision } from "./testing/provision";
import { provision } from "./testing/provision";

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "../..");
const BINDING: MaterialBinding = {
  accountId: "a",
  projectId: "p",
  keyId: "k",
  version: 0,
  spec: "AES_256",
  usage: "ENCRYPT_DECRYPT",
  origin: "kms",
};

let token: Provision;
let program: string;

beforeAll(async () => {
  token = provision("SoftHSM2");
  program = join(dirname(token.environment.SOFTHSM2_CONF ?? ""), "other-process.cjs");
  const entry = join(import.meta.dirname, "testing/other-process.ts");
  await build({ entryPoints: [entry], bundle: true, platform: "node", format: "cjs", packages: "external", outfile: program });
});
afterAll(() => token.remove());

async function inOtherProcess(input: OtherProcessInput) {
  const env = { ...process.env, ...token.environment, NODE_PATH: join(ROOT, "node_modules") };
  const { stdout } = await run(process.execPath, [program, JSON.stringify(input)], { env });
  const { created, ...texts } = JSON.parse(stdout) as { created: boolean } & Record<string, string>;
  return { created, bytes: (name: string) => Buffer.from(texts[name] ?? "", "hex") };
}

test("processes that initialise one token at once agree on one set of keys, and open each other's messages", async () => {
  const { settings, soPin } = token;
  await run("softhsm2-util", ["--init-token", "--free", "--label", settings.tokenLabel, "--so-pin", soPin, "--pin", settings.pin]);
  const start = (version: number) => inOtherProcess({ settings, options: { create: false }, binding: { ...BINDING, version } });
  const made = await Promise.all([0, 1, 2].map(start));
  expect(made.some(({ created }) => created)).toBe(true);

  const own = await openToken(settings);
  try {
    for (const [version, { bytes }] of made.entries()) {
      const material = { ...BINDING, version, wrapped: bytes("wrapped"), publicKey: null, domainKey: 1, bindingMac: bytes("bindingMac") };
      const message = { nonce: bytes("nonce"), iv: bytes("iv"), aad: bytes("aad") };
      expect(own.decryptMessage(material, message, bytes("ciphertext"), bytes("tag")).toString()).toBe("from afar");
    }
  } finally {
    await own.close();
  }
  expect((await inspectToken(settings)).length).toBe(5);
});

test("a token whose making was cut short before it had a user PIN is completed by the next start", async () => {
  const settings = { ...token.settings, tokenLabel: "cut-short" };
  const hold = holdModule(settings);
  const free = listTokens(hold.module).find(({ info }) => info.label.trim() === "");
  if (free) hold.module.C_InitToken(free.slot, token.soPin, settings.tokenLabel.padEnd(32));
  hold.release();
  await expect(openToken(settings)).rejects.toThrow(/no user PIN|refuses the PIN/);
  const { created } = await inOtherProcess({ settings, options: { create: true, soPin: token.soPin }, binding: BINDING });
  expect(created).toBe(true);
  expect((await inspectToken(settings)).length).toBe(5);
});
