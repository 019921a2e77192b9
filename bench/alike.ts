/**
 * Whether the time of an answer tells what somebody else has: a sound ciphertext of another account against an altered one, its key
 * and its alias against none. Two requests take turns in random order, one at a time over one connection, and their times are compared
 * by ranks (Mann-Whitney), which a few slow answers do not move.
 */
import { randomUUID } from "node:crypto";
import { Agent, request } from "node:http";
import type { ApiClient } from "../e2e/harness/api-client";
import { grantTo } from "../e2e/harness/grants";
import type { Product } from "../e2e/harness/product";
import { makeTenant } from "../e2e/harness/tenant";

const TRIES = 2_000;
const WARM_UP = 200;
const GRANTS = 90;

export type Comparison = {
  readonly what: string;
  readonly z: number;
  /** Of the medians, in milliseconds. */
  readonly one: number;
  readonly other: number;
};

type Call = { readonly verb: string; readonly body: string };

export async function measureAlike(product: Product): Promise<Comparison[]> {
  const { client: api } = await makeTenant(product);
  const { client: theirs, accountId, projectId } = await makeTenant(product);
  const foreign = await theirs.createKey("foreign");
  const granted = await theirs.createKey("granted");
  for (let count = 0; count < GRANTS; count++) await grantTo(theirs, granted, randomUUID().replaceAll("-", ""), ["describe-key"]);
  await theirs.send("POST", `/v1.0/${projectId}/kms/aliases`, JSON.stringify({ key_id: foreign, alias: "alias/theirs" }));
  const sound: string = (await theirs.call("encrypt-data", { key_id: foreign, plain_text: "x" })).body.cipher_text;
  const bytes = Buffer.from(sound, "base64");
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
  const call = (verb: string, input: object): Call => ({ verb, body: JSON.stringify(input) });
  const show = (key_id: string) => call("describe-key", { key_id });
  const encrypt = (key_id: string) => call("encrypt-data", { key_id, plain_text: "x" });
  const decrypt = (cipher_text: string) => call("decrypt-data", { cipher_text });
  const none = randomUUID();
  const urn = (name: string) => `kms:eu-de:${accountId}:alias:${name}`;
  const pairs: readonly (readonly [string, Call, Call])[] = [
    ["nothing: a request against itself", show(none), show(none)],
    ["a sound ciphertext of others, an altered one", decrypt(sound), decrypt(bytes.toString("base64"))],
    ["describe-key: a key of others, none", show(foreign), show(none)],
    [`describe-key: one with ${GRANTS} grants, none`, show(granted), show(none)],
    ["encrypt-data: a key of others, none", encrypt(foreign), encrypt(none)],
    ["describe-key: an alias of others, none", show(urn("theirs")), show(urn("nothing"))],
  ];
  const compared: Comparison[] = [];
  for (const [what, one, other] of pairs) compared.push({ what, ...(await compare(api, one, other)) });
  return compared;
}

async function compare(api: ApiClient, one: Call, other: Call): Promise<Omit<Comparison, "what">> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const times: [number[], number[]] = [[], []];
  for (let tried = -WARM_UP; tried < TRIES; tried++) {
    const isFirst = Math.random() < 0.5;
    for (const which of isFirst ? ([0, 1] as const) : ([1, 0] as const)) {
      const taken = await timeOf(api, agent, which === 0 ? one : other);
      if (tried >= 0) times[which].push(taken);
    }
  }
  agent.destroy();
  return { z: rankSumZ(times[0], times[1]), one: median(times[0]), other: median(times[1]) };
}

function timeOf({ apiUrl, token, projectId }: ApiClient, agent: Agent, { verb, body }: Call): Promise<number> {
  const headers = { "Content-Type": "application/json", "X-Auth-Token": token, "Content-Length": Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    request(`${apiUrl}/v1.0/${projectId}/kms/${verb}`, { method: "POST", agent, headers }, (response) => {
      response.resume().once("end", () => resolve(performance.now() - begun));
    })
      .once("error", reject)
      .end(body);
  });
}

/** Mann-Whitney's U as a normal deviate; the samples are large and times are hardly ever equal. */
function rankSumZ(one: readonly number[], other: readonly number[]): number {
  const all = [...one.map((time) => ({ time, isOne: true })), ...other.map((time) => ({ time, isOne: false }))];
  all.sort((a, b) => a.time - b.time);
  const rankSum = all.reduce((sum, { isOne }, index) => (isOne ? sum + index + 1 : sum), 0);
  const [n, m] = [one.length, other.length];
  return (rankSum - (n * (n + m + 1)) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12);
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}
