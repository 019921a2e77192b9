/** One caller with very many requests under way does not make another wait for them. */
import { Agent, request } from "node:http";
import { afterAll, expect, inject, test } from "vitest";
import type { ApiClient } from "../harness/api-client";
import { makeTenant } from "../harness/tenant";

const CONNECTIONS = 200;
const REQUESTS = 800;
const [greedy, calm] = [new Agent({ keepAlive: true, maxSockets: CONNECTIONS }), new Agent({ keepAlive: true })];
afterAll(() => {
  greedy.destroy();
  calm.destroy();
});

function encrypt(agent: Agent, { apiUrl, projectId, token }: ApiClient, keyId: string): Promise<number | undefined> {
  const body = JSON.stringify({ key_id: keyId, plain_text: "text" });
  const headers = { "X-Auth-Token": token, "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const sent = request(`${apiUrl}/v1.0/${projectId}/kms/encrypt-data`, { agent, method: "POST", headers }, (reply) => {
      reply.resume().once("end", () => resolve(reply.statusCode));
    });
    sent.once("error", reject).end(body);
  });
}

test("between a request and its answer only a few of another caller's hundreds are answered", async () => {
  const product = inject("product");
  const [one, other] = [await makeTenant(product), await makeTenant(product)];
  const [ofOne, ofOther] = [await one.client.createKey("greedy"), await other.client.createKey("calm")];
  // Connections first: they come one by one, and this is not about them.
  await Promise.all(Array.from({ length: CONNECTIONS }, () => encrypt(greedy, one.client, ofOne)));
  await encrypt(calm, other.client, ofOther);

  let answered = 0;
  const flood = Array.from({ length: REQUESTS }, () =>
    encrypt(greedy, one.client, ofOne).then((status) => {
      answered += 1;
      return status;
    }),
  );
  const meanwhile: number[] = [];
  while (answered < REQUESTS - CONNECTIONS) {
    const before = answered;
    expect(await encrypt(calm, other.client, ofOther)).toBe(200);
    meanwhile.push(answered - before);
  }
  expect(new Set(await Promise.all(flood))).toEqual(new Set([200]));
  // In one queue for all, each would wait for the 200 that were there before it.
  expect(meanwhile.length).toBeGreaterThan(4);
  expect(meanwhile.sort((a, b) => a - b)[Math.floor(meanwhile.length / 2)]).toBeLessThan(CONNECTIONS / 2);
});
