/**
 * Whether the time of a refused sign-in tells if there is such a user: 2,000 tries, known and unknown in turn. It measures time, so it
 * is no part of the suite: `KMS_MEASURE_TIMES=1 npx vitest run e2e/faults/sign-in-times.test.ts` on a machine that does nothing else.
 */
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { hashPassword } from "#lib/iam/password";
import { passwordRequest } from "../harness/api-client";
import { connect } from "../harness/database";
import { startProduct } from "../harness/product";
import { requestTokenFrom } from "../harness/token-from";
import { meanZ, rankZ } from "../harness/two-samples";

const TRIES = 2_000;
/** Each is tried fewer times than make the next one wait. */
const USERS = 250;

test("the time of a refused sign-in does not tell whether there is such a user", async () => {
  const product = await startProduct({ KMS_WORKERS: "1" });
  try {
    const database = await connect(product.dataDir);
    const hash = await hashPassword("right-password-0");
    for (let number = 0; number < USERS; number += 1) {
      await database.query(
        "insert into iam_user (id, account_id, name, password_hash, created_at) select $1, id, $2, $3, now() from account",
        [randomUUID().replaceAll("-", ""), `known-${number}`, hash],
      );
    }
    await database.end();
    const times = { known: [] as number[], nobody: [] as number[] };
    const attempt = async (kind: keyof typeof times, number: number) => {
      // An address for each try: every one of a known user is the first, and leaves its row at once, which is the hardest case.
      const address = `127.${kind === "known" ? 10 : 20}.${number >> 7}.${1 + (number & 127)}`;
      const who = { account: product.account, name: `${kind}-${number % USERS}`, password: "wrong-password-0" };
      const begun = performance.now();
      const { status } = await requestTokenFrom(address, product.apiUrl, passwordRequest(who, undefined));
      const took = performance.now() - begun;
      expect(status).toBe(401);
      if (number >= 0) times[kind].push(took);
    };
    for (let number = 0; number < 20; number += 1) await attempt("nobody", number);
    times.nobody.length = 0;
    for (let number = 0; number < TRIES / 2; number += 1) {
      const order = Math.random() < 0.5 ? (["known", "nobody"] as const) : (["nobody", "known"] as const);
      for (const kind of order) await attempt(kind, number);
    }
    const z = { mean: meanZ(times.known, times.nobody), rank: rankZ(times.known, times.nobody) };
    console.log(JSON.stringify({ tries: TRIES, z }));
    expect(Math.abs(z.mean)).toBeLessThan(3);
    expect(Math.abs(z.rank)).toBeLessThan(3);
  } finally {
    await product.stop();
  }
}, 900_000);
