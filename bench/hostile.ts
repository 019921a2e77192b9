/** What an honest caller feels of strangers: its p50 while 150 hostile requests a second come in, against its p50 without them. */
import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { type ApiClient, passwordRequest, signIn } from "../e2e/harness/api-client";
import { startProduct } from "../e2e/harness/product";
import { makeAccessKey, SignedClient } from "../e2e/harness/signed-client";
import { makeTenant } from "../e2e/harness/tenant";
import { runLoad } from "./load";
import { encryptWith } from "./many-keys";
import type { Attack } from "./stranger";

const PER_SECOND = 150;
const ROUND_MS = 5_000;

export type Hostility = {
  readonly what: string;
  /** p50 in ms. */
  readonly idle: number;
  readonly under: number;
  /** Hostile requests a second that were really sent. */
  readonly sent: number;
};

/** @param text of one honest message; the product has its default limits */
export async function measureHostility(text: string): Promise<Hostility[]> {
  const product = await startProduct({ KMS_ACCOUNT: "bench" });
  try {
    const tenant = await makeTenant(product);
    const who = { account: tenant.account, name: tenant.userName, password: tenant.password };
    const api = await signIn(product.apiUrl, who, { project: { id: tenant.projectId } });
    const keyId = await api.createKey("bench");
    const signed = new SignedClient(product.apiUrl, await makeAccessKey(product, tenant), tenant.projectId);
    const load = encryptWith(api, text, () => keyId);
    await runLoad(load, 1, ROUND_MS);
    const measured: Hostility[] = [];
    for (const [what, requests] of Object.entries(attacks(api, signed))) {
      const idle = (await runLoad(load, 1, ROUND_MS)).p50;
      const stays = what.startsWith("connections");
      const { result: under, sent } = await during({ port: Number(new URL(api.apiUrl).port), perSecond: PER_SECOND, requests, stays }, () =>
        runLoad(load, 1, ROUND_MS),
      );
      measured.push({ what, idle, under: under.p50, sent });
    }
    return measured;
  } finally {
    await product.stop();
  }
}

function attacks(api: ApiClient, signed: SignedClient): Record<string, string[]> {
  const create = `/v1.0/${api.projectId}/kms/create-key`;
  const many = (make: (number: number) => string) => Array.from({ length: PER_SECOND }, (_, number) => make(number));
  const unknown = () => `kms_${randomBytes(32).toString("base64url")}`;
  const exchange = (id: string) => JSON.stringify({ auth: { identity: { methods: ["token"], token: { id } } } });
  const wrong = (number: number) => passwordRequest({ account: "bench", name: `nobody-${number}`, password: "wrong-password" }, undefined);
  const blanks = signed.sign("POST", create, "{}", { headers: { "X-Extra": `a${" ".repeat(14_500)}a` } });
  return {
    "an invalid token and 65,000 brackets": many(() => post(create, "[".repeat(65_000), { "X-Auth-Token": unknown() })),
    "a valid token and 65,000 brackets": [post(create, "[".repeat(65_000), { "X-Auth-Token": api.token })],
    "sign-in with the method token and any text": many(() => post("/v3/auth/tokens", exchange(randomBytes(16).toString("hex")))),
    "sign-in with wrong passwords": many((number) => post("/v3/auth/tokens", JSON.stringify(wrong(number)))),
    "a signed header of 14,500 blanks": [post(create, "{}", blanks)],
    "connections that stay after what is no request": ["X\r\n\r\n"],
    "connections that stay and send nothing": [""],
  };
}

export function post(path: string, body: string, headers: Readonly<Record<string, string>> = {}): string {
  const all = { Host: "localhost", "Content-Type": "application/json", ...headers, "Content-Length": String(body.length) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path} HTTP/1.1\r\n${lines.join("")}\r\n${body}`;
}

/** Measures while a stranger is at work. @returns also how many requests a second were really sent */
export async function during<T>(attack: Attack, measure: () => Promise<T>): Promise<{ result: T; sent: number }> {
  const stranger = fork(join(import.meta.dirname, "stranger.js"));
  try {
    stranger.send(attack);
    const result = await measure();
    const answer = once(stranger, "message");
    stranger.send("how many?");
    return { result, sent: Number((await answer)[0]) };
  } finally {
    stranger.disconnect();
  }
}
