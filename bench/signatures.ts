/** Signatures over HTTP against the token's own rate, and what encrypt-data feels of RSA keys in the making. */
import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import type { ApiClient } from "../e2e/harness/api-client";
import type { Product } from "../e2e/harness/product";
import { type Load, type LoadResult, quantile, runLoad } from "./load";
import type { SignerSpec } from "./raw-signer";

const SPECS = ["RSA_2048", "RSA_3072", "RSA_4096", "EC_P256", "EC_P384"] as const satisfies SignerSpec[];
const CONNECTIONS = [32, 128] as const;
const WARM_UP_MS = 4_000;
const ROUNDS = 3;
const ROUND_MS = 2_500;
/** As many threads as the floor has sessions. */
const FLOOR_THREADS = "8";

export type SignatureRate = {
  readonly spec: SignerSpec;
  readonly connections: number;
  /** Signatures per second of the token alone, and over HTTP. */
  readonly raw: number;
  readonly http: number;
  /** Median of the rounds' ratios. */
  readonly share: number;
};

/** Floor and product take turns, each goal is the median of the rounds' ratios. */
export async function measureSignatures(product: Product, api: ApiClient): Promise<SignatureRate[]> {
  const raw = fork(join(import.meta.dirname, "raw-signer.js"), [product.dataDir], {
    env: { ...process.env, UV_THREADPOOL_SIZE: FLOOR_THREADS },
  });
  try {
    await answerOf(raw);
    const rates: SignatureRate[] = [];
    for (const spec of SPECS) for (const connections of CONNECTIONS) rates.push(await measureSpec(spec, connections, raw, api));
    return rates;
  } finally {
    raw.disconnect();
  }
}

async function measureSpec(spec: SignerSpec, connections: number, raw: ChildProcess, api: ApiClient): Promise<SignatureRate> {
  const load = await signWith(api, spec);
  const rawRate = async (durationMs: number) => {
    raw.send({ spec, durationMs });
    return (await answerOf(raw)) as number;
  };
  await runLoad(load, connections, WARM_UP_MS);
  await rawRate(WARM_UP_MS / 4);
  const rounds: { raw: number; http: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = await rawRate(ROUND_MS / 2);
    const http = (await runLoad(load, connections, ROUND_MS)).requestsPerSecond;
    rounds.push({ raw: (before + (await rawRate(ROUND_MS / 2))) / 2, http });
  }
  const middle = (read: (round: { raw: number; http: number }) => number) =>
    quantile(
      rounds.map(read).sort((a, b) => a - b),
      0.5,
    );
  return {
    spec,
    connections,
    raw: middle((round) => round.raw),
    http: middle((round) => round.http),
    share: middle((round) => round.http / round.raw),
  };
}

export async function signWith(api: ApiClient, spec: SignerSpec): Promise<Load> {
  const keyId = await api.createKey(`bench-${spec}-${randomBytes(4).toString("hex")}`, { key_spec: spec });
  const algorithm = spec.startsWith("RSA") ? "RSASSA_PSS_SHA_256" : "ECDSA_SHA_256";
  const digest = randomBytes(32).toString("base64");
  const body = JSON.stringify({ key_id: keyId, message: digest, signing_algorithm: algorithm });
  return {
    url: `${api.apiUrl}/v1.0/${api.projectId}/kms/sign`,
    headers: { "X-Auth-Token": api.token, "Content-Type": "application/json" },
    body: () => body,
  };
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const [answer] = await once(child, "message");
  return answer;
}

export type WhileMaking = { readonly idle: LoadResult; readonly making: LoadResult; readonly seconds: number };

const KEYS = 4;
const IDLE_MS = 6_000;
const LONGEST_MS = 60_000;

/** encrypt-data while four RSA_4096 keys are made at once, against the same just before. */
export async function measureWhileMaking(api: ApiClient, encrypt: Load, connections: number): Promise<WhileMaking> {
  await runLoad(encrypt, connections, WARM_UP_MS);
  const idle = await runLoad(encrypt, connections, IDLE_MS);
  let isMade = false;
  const started = performance.now();
  const names = Array.from({ length: KEYS }, () => `bench-making-${randomBytes(6).toString("hex")}`);
  const make = Promise.all(names.map((alias) => api.createKey(alias, { key_spec: "RSA_4096" }))).finally(() => {
    isMade = true;
  });
  const [making] = await Promise.all([runLoad({ ...encrypt, until: () => isMade }, connections, LONGEST_MS, 0), make]);
  return { idle, making, seconds: (performance.now() - started) / 1000 };
}
