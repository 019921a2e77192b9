/** What an honest caller notices of people without a token: encrypt-data while 150 of their requests a second come in. */
import { type ApiClient, passwordRequest } from "../e2e/harness/api-client";
import type { Product } from "../e2e/harness/product";
import { requestTokenFrom, tokenRequest } from "../e2e/harness/token-from";
import { median } from "./hot-path";
import { type Load, runLoad } from "./load";

const PER_SECOND = 150;
const TICK_MS = 20;
/** With and without strangers in turn, since the machine itself changes. */
const ROUNDS = 5;
const MEASURED_MS = 2_500;

export type Strangers = {
  readonly what: string;
  readonly idle: number;
  readonly p50: number;
  readonly ratio: number;
  readonly refused: Record<string, number>;
};

/** @param encrypt one honest caller's load, sent on one connection */
export async function measureStrangers(product: Product, api: ApiClient, encrypt: Load): Promise<Strangers[]> {
  const wrong = (name: string) => passwordRequest({ account: product.account, name, password: "wrong-password" }, undefined);
  const kinds: Record<string, (number: number) => Promise<{ status: number }>> = {
    "malformed tokens": (number) => requestTokenFrom("127.0.0.2", product.apiUrl, tokenRequest(`nonsense-${number}`)),
    "unknown tokens": (number) => requestTokenFrom("127.0.0.2", product.apiUrl, tokenRequest(`kms_${String(number).padStart(43, "A")}`)),
    "unknown users, one address": (number) => requestTokenFrom("127.0.0.3", product.apiUrl, wrong(`guess-${number}`)),
    "unknown users, 200 addresses": (number) => requestTokenFrom(`127.0.5.${1 + (number % 200)}`, product.apiUrl, wrong(`guess-${number}`)),
    "one known user, the caller's address": () => requestTokenFrom("127.0.0.1", product.apiUrl, wrong("admin")),
    "looks at a token": () =>
      requestTokenFrom("127.0.0.4", product.apiUrl, undefined, {
        method: "GET",
        headers: { "X-Auth-Token": `kms_${"A".repeat(43)}`, "X-Subject-Token": api.token },
      }),
  };
  const all: Strangers[] = [];
  for (const [what, send] of Object.entries(kinds)) {
    const refused: Record<string, number> = {};
    const rounds: { idle: number; p50: number }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const idle = (await runLoad(encrypt, 1, MEASURED_MS)).p50;
      const stop = every(send, (outcome) => {
        refused[outcome] = (refused[outcome] ?? 0) + 1;
      });
      const { p50 } = await runLoad(encrypt, 1, MEASURED_MS);
      await stop();
      rounds.push({ idle, p50 });
    }
    const [idle, p50] = [median(rounds, (round) => round.idle), median(rounds, (round) => round.p50)];
    all.push({ what, idle, p50, ratio: median(rounds, (round) => round.p50 / round.idle), refused });
  }
  return all;
}

/** Sends at an even pace, whatever comes back. @returns what ends it, when all are answered */
function every(send: (number: number) => Promise<{ status: number }>, note: (outcome: string) => void): () => Promise<void> {
  const begun = performance.now();
  const pending = new Set<Promise<void>>();
  let sent = 0;
  const timer = setInterval(() => {
    for (const due = ((performance.now() - begun) / 1000) * PER_SECOND; sent < due; sent += 1) {
      const one = send(sent).then(
        ({ status }) => note(String(status)),
        () => note("no answer"),
      );
      pending.add(one);
      void one.finally(() => pending.delete(one));
    }
  }, TICK_MS);
  return async () => {
    clearInterval(timer);
    await Promise.all(pending);
  };
}
