/** What those who are signed in feel of floods of wrong passwords and of bad tokens: p99 of encrypt-data while 200 a second come in. */
import { randomBytes } from "node:crypto";
import { passwordRequest, signIn } from "../e2e/harness/api-client";
import { startProduct } from "../e2e/harness/product";
import { makeTenant } from "../e2e/harness/tenant";
import { during, post } from "./hostile";
import { median } from "./hot-path";
import { runLoad } from "./load";
import { encryptWith } from "./many-keys";

const PER_SECOND = 200;
/** With and without the flood in turn, since the machine itself changes. */
const ROUNDS = 3;
const ROUND_MS = 5_000;
const CONNECTIONS = [1, 8];

export type Flood = {
  readonly what: string;
  readonly connections: number;
  /** p99 in ms, of the idle rounds and of the others. */
  readonly idle: number;
  readonly under: number;
  /** Median of the rounds' ratios. */
  readonly ratio: number;
  readonly sent: number;
};

/** @param text of one honest message; the product has its default limits */
export async function measureSignInFloods(text: string): Promise<Flood[]> {
  const product = await startProduct({ KMS_ACCOUNT: "bench" });
  try {
    const tenant = await makeTenant(product);
    const who = { account: tenant.account, name: tenant.userName, password: tenant.password };
    const api = await signIn(product.apiUrl, who, { project: { id: tenant.projectId } });
    const keyId = await api.createKey("bench");
    const load = encryptWith(api, text, () => keyId);
    const port = Number(new URL(api.apiUrl).port);
    for (const connections of CONNECTIONS) await runLoad(load, connections, ROUND_MS);
    const measured: Flood[] = [];
    for (const connections of CONNECTIONS) {
      for (const [what, requests] of Object.entries(floods(product.account, api.projectId, tenant.userName))) {
        const rounds: { idle: number; under: number; sent: number }[] = [];
        for (let round = 0; round < ROUNDS; round += 1) {
          const { p99: idle } = await runLoad(load, connections, ROUND_MS);
          const attack = { port, perSecond: PER_SECOND, requests, stays: false };
          const { result, sent } = await during(attack, () => runLoad(load, connections, ROUND_MS));
          rounds.push({ idle, under: result.p99, sent });
        }
        const of = (read: (round: (typeof rounds)[number]) => number) => median(rounds, read);
        const ratio = of(({ idle, under }) => under / idle);
        measured.push({
          what,
          connections,
          idle: of(({ idle }) => idle),
          under: of(({ under }) => under),
          ratio,
          sent: of(({ sent }) => sent),
        });
      }
    }
    return measured;
  } finally {
    await product.stop();
  }
}

function floods(account: string, projectId: string, userName: string): Record<string, string[]> {
  const many = (make: (number: number) => string) => Array.from({ length: 1_000 }, (_none, number) => make(number));
  const unknown = () => `kms_${randomBytes(32).toString("base64url")}`;
  const wrong = (name: string) =>
    post("/v3/auth/tokens", JSON.stringify(passwordRequest({ account, name, password: "wrong-password" }, undefined)));
  const exchange = () => JSON.stringify({ auth: { identity: { methods: ["token"], token: { id: unknown() } } } });
  return {
    "wrong passwords of names that nobody has": many((number) => wrong(`nobody-${number}`)),
    "wrong passwords of one user": [wrong(userName)],
    "bad tokens with encrypt-data": many(() => post(`/v1.0/${projectId}/kms/encrypt-data`, "{}", { "X-Auth-Token": unknown() })),
    "bad tokens to be exchanged": many(() => post("/v3/auth/tokens", exchange())),
  };
}
