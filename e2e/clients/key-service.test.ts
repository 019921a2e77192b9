/** How the clients start, and how they ask again: what may pass, with a new signature each time, and a limit. */
import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { makeFolder, runClient } from "../harness/cloud-service";

const KEY = { user_id: "0".repeat(32), access: "ACCESS", secret: "not-to-be-seen" };

/** Asks a stand-in of the key service for a data key. @returns what came of it, and the signatures it was asked with */
async function askedOf(answer: (time: number) => [status: number, body: object], more = {}) {
  const signatures: string[] = [];
  const listener: RequestListener = (request, response) => {
    signatures.push(String(request.headers.authorization));
    const [status, body] = answer(signatures.length);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  };
  const server = createServer(listener).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { KeyService } = await import(pathToFileURL(join(import.meta.dirname, "shared/key-service.mjs")).href);
  const kms = new KeyService({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, credentials: KEY });
  const outcome = await kms.newDataKey("1".repeat(32), "alias/obs/default", {}, more).catch((error: unknown) => error);
  server.closeAllConnections();
  server.close();
  return { outcome, tries: signatures.length };
}

const MADE = { key_id: "k", plain_text: "AB".repeat(32), cipher_text: "CD".repeat(80) };
const refusal = (error_code: string) => ({ error: { error_code, error_msg: "no" } });

test("too many requests and passing trouble are waited out", async () => {
  const { outcome, tries } = await askedOf((time) => (time < 3 ? [time === 1 ? 429 : 503, refusal("APIGW.0308")] : [200, MADE]));
  expect([tries, outcome.keyId, outcome.key.length, outcome.wrapped.length]).toEqual([3, "k", 32, 80]);
});

test("trouble that lasts is told of after five tries, and a refusal after one", async () => {
  expect(await askedOf(() => [503, refusal("KMS.0104")])).toMatchObject({ tries: 5, outcome: { kind: "down" } });
  expect(await askedOf(() => [403, refusal("KMS.0307")])).toMatchObject({ tries: 1, outcome: { kind: "denied" } });
  expect(await askedOf(() => [400, refusal("KMS.0209")])).toMatchObject({ tries: 1, outcome: { kind: "off" } });
});

test("an answer that is no data key of the wanted length is none, and no message holds the secret", async () => {
  const { outcome } = await askedOf(() => [200, { ...MADE, plain_text: "AB".repeat(16) }]);
  expect(outcome).toMatchObject({ kind: "down" });
  expect(String(outcome.stack)).not.toContain(KEY.secret);
});

test("whoever does not wait any longer stops the asking", async () => {
  const { outcome, tries } = await askedOf(() => [503, {}], { signal: AbortSignal.timeout(50) });
  expect(outcome.name).toMatch(/^(?:Abort|Timeout)Error$/);
  expect(tries).toBeLessThan(5);
});

test("a store that is set up wrongly does not start, and says in one line what to do", async () => {
  const folder = makeFolder(KEY);
  const secret = join(folder, "secret");
  writeFileSync(secret, "s".repeat(48), { mode: 0o644 });
  const more = { STORE_SECRET_FILE: secret, STORE_DATA: join(folder, "objects"), KMS_CREDENTIALS: join(folder, "credentials.json") };
  const started = async (settings: Record<string, string>) => (await runClient("object-store/main.mjs", [], settings)).output.trim();
  expect(await started({})).toBe("Set STORE_SECRET_FILE.");
  expect(await started(more)).toBe(`${secret} may be read by others: chmod 600 ${secret}`);
  chmodSync(secret, 0o600);
  expect(await started({ ...more, STORE_BUCKETS: "b=1" })).toBe('STORE_BUCKETS: "b=1" is not NAME=PROJECT_ID.');
  const buckets = { STORE_BUCKETS: `bucket=${"1".repeat(32)}` };
  expect(await started({ ...more, ...buckets, KMS_URL: "http://kms.example" })).toBe("KMS_URL must be https, but on this machine.");
  rmSync(folder, { recursive: true });
});
