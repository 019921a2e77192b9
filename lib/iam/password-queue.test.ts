import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { KmsError } from "#lib/domain/errors";
import { PasswordQueue } from "./password-queue";
import { RecentSignIns, userKey } from "./recent-sign-ins";

const WRONG = new KmsError("notSignedIn");

/** A queue whose time is moved by hand, and whose work ends when it is told to. */
function makeQueue(options: { workers?: number } = {}) {
  const clock = { now: 0 };
  const recent = new RecentSignIns(
    () => {},
    () => clock.now,
  );
  const queue = new PasswordQueue({ ...options, recent, now: () => clock.now });
  const working: { network: string; user: string; end: (how?: Error) => Promise<void> }[] = [];
  const outcomes = new Map<string, number>();
  const count = (outcome: string) => void outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  const work = (network: string, user: string) => () =>
    new Promise<void>((resolve, reject) => {
      const end = async (how?: Error) => {
        working.splice(working.indexOf(job), 1);
        if (how === undefined) resolve();
        else reject(how);
        await settle();
      };
      const job = { network, user, end };
      working.push(job);
    });
  const follow = (network: string, done: Promise<void>) =>
    void done.then(
      () => count(`${network} right`),
      (error: KmsError) => count(`${network} ${error.code}`),
    );
  return {
    queue,
    recent,
    working,
    outcomes,
    pass: async (ms: number) => {
      clock.now += ms;
      await vi.advanceTimersByTimeAsync(100);
    },
    signIn: (network: string, user = "u") => follow(network, queue.signIn({ network, user }, work(network, user))),
    set: (network: string, user = "u") => follow(`${network} sets`, queue.set({ network, user }, work(network, user))),
  };
}

const settle = async () => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("the password queue", () => {
  test("looks at one stranger's password at a time, and keeps a place for the known", async () => {
    const { signIn, working, recent } = makeQueue();
    recent.learn({ network: "home", users: ["known"] });
    for (let number = 0; number < 10; number += 1) signIn("flood", `u${number}`);
    expect(working).toHaveLength(1);
    signIn("home", "known");
    expect(working.map(({ network }) => network)).toEqual(["flood", "home"]);
  });

  test("lets the right sign-in of another address come second, however many one address sends", async () => {
    const { signIn, working, outcomes } = makeQueue();
    for (let number = 0; number < 250; number += 1) signIn("flood", `u${number}`);
    signIn("elsewhere");
    await working[0]?.end(WRONG);
    // The address that waits already has its turn first, once.
    if (working[0]?.network === "flood") await working[0]?.end(WRONG);
    expect(working[0]?.network).toBe("elsewhere");
    await working[0]?.end();
    expect(outcomes.get("elsewhere right")).toBe(1);
    expect(outcomes.get("flood requestTooMany")).toBe(250 - 1 - 48);
  });

  test("lets who signed in well lately from the flooding address itself come at once", async () => {
    const { signIn, working, recent, outcomes } = makeQueue();
    recent.learn({ network: "proxy", users: ["known"] });
    for (let number = 0; number < 250; number += 1) signIn("proxy", `u${number}`);
    for (let round = 0; round < 30; round += 1) {
      signIn("proxy", "known");
      const mine = working.find(({ user }) => user === "known");
      expect(mine).toBeDefined();
      await mine?.end();
      const theirs = working.find(({ user }) => user !== "known");
      await theirs?.end(WRONG);
      signIn("proxy", `more${round}`);
    }
    expect(outcomes.get("proxy right")).toBe(30);
  });

  test("gives a user that only one try names a turn before the many of another user at the same address", async () => {
    const { signIn, working } = makeQueue();
    for (let number = 0; number < 60; number += 1) signIn("shared", "robot");
    signIn("shared", "person");
    await working[0]?.end(WRONG);
    const second = working[0]?.user;
    if (second === "robot") await working[0]?.end(WRONG);
    expect(working[0]?.user).toBe("person");
  });

  test("looks at twenty wrong tries of an address at once, then at so many a second, and refuses who has waited six seconds", async () => {
    const { signIn, working, outcomes, pass } = makeQueue({ workers: 2 });
    const looked = async () => {
      let count = 0;
      while (working.length > 0) {
        await working[0]?.end(WRONG);
        count += 1;
      }
      return count;
    };
    for (let number = 0; number < 40; number += 1) signIn("a", `u${number}`);
    expect(await looked()).toBe(20);
    await pass(1_000);
    expect(await looked()).toBe(5);
    signIn("b");
    expect(await looked()).toBe(1);
    await pass(5_100);
    expect(working).toHaveLength(0);
    expect(outcomes.get("a requestTooMany")).toBe(15);
  });

  test("rests after a wrong password of a stranger for as long as it took, and not after a right one or one of the known", async () => {
    const { signIn, working, recent, pass } = makeQueue();
    recent.learn({ network: "home", users: ["known"] });
    for (let number = 0; number < 3; number += 1) signIn("a", `u${number}`);
    await pass(300);
    await working[0]?.end(WRONG);
    expect(working).toHaveLength(0);
    signIn("home", "known");
    await pass(100);
    await working[0]?.end(WRONG);
    signIn("home", "known");
    expect(working.map(({ network }) => network)).toEqual(["home"]);
    await working[0]?.end();
    await pass(0);
    await pass(0);
    expect(working.map(({ network }) => network)).toEqual(["a"]);
    await pass(300);
    await working[0]?.end();
    expect(working.map(({ network }) => network)).toEqual(["a"]);
  });

  test("takes nothing from the budget for what was right, nor for a fault of ours", async () => {
    const { signIn, working, outcomes } = makeQueue();
    for (let number = 0; number < 40; number += 1) {
      signIn("a", "new");
      await working[0]?.end(number % 2 === 0 ? undefined : new KmsError("unavailable"));
    }
    expect([outcomes.get("a right"), outcomes.get("a unavailable")]).toEqual([20, 20]);
  });

  test("does not hold up a pair that signed in well lately when the budget of its address is used up", async () => {
    const { signIn, working, recent, outcomes } = makeQueue();
    recent.learn({ network: "proxy", users: ["known"] });
    for (let number = 0; number < 20; number += 1) {
      signIn("proxy", `u${number}`);
      await working[0]?.end(WRONG);
    }
    signIn("proxy", "someone");
    expect(working).toHaveLength(0);
    signIn("proxy", "known");
    await working[0]?.end();
    expect(outcomes.get("proxy right")).toBe(1);
  });

  test("takes the standing of a pair that goes wrong five times in a row, and gives it back for a right one", async () => {
    const { signIn, working, recent } = makeQueue();
    const place = { network: "a", user: "known" };
    recent.learn({ network: "a", users: ["known"] });
    const wrong = async (times: number) => {
      for (let number = 0; number < times; number += 1) {
        signIn("a", "known");
        await working[0]?.end(WRONG);
      }
    };
    await wrong(4);
    expect(recent.hasPair(place)).toBe(true);
    recent.learn({ network: "a", users: ["known"] });
    await wrong(4);
    expect(recent.hasPair(place)).toBe(true);
    await wrong(1);
    expect(recent.hasPair(place)).toBe(false);
    // From now on it is one of the others of its address, with their budget.
    await wrong(20);
    signIn("a", "known");
    expect(working).toHaveLength(0);
  });

  test("leaves a place for others while one who is known signs in without end", () => {
    const { signIn, set, working, recent } = makeQueue();
    recent.learn({ network: "home", users: ["known"] });
    for (let number = 0; number < 30; number += 1) signIn("home", "known");
    expect(working).toHaveLength(1);
    signIn("elsewhere");
    set("account");
    expect(working.map(({ network }) => network)).toEqual(["home", "elsewhere"]);
  });

  test("gives a turn to who sets a password between sign-ins, and to sign-ins between those who set passwords", async () => {
    const { signIn, set, working, outcomes } = makeQueue();
    for (let number = 0; number < 30; number += 1) set("account", `admin${number % 3}`);
    expect(working).toHaveLength(1);
    for (let number = 0; number < 30; number += 1) signIn("flood", `u${number}`);
    expect(working.map(({ network }) => network)).toEqual(["account", "flood"]);
    for (let round = 0; round < 5; round += 1) {
      await working.find(({ network }) => network === "flood")?.end(WRONG);
      await working.find(({ network }) => network === "account")?.end();
    }
    expect([outcomes.get("account sets right"), outcomes.get("flood notSignedIn")]).toEqual([5, 5]);
    expect(outcomes.get("account sets requestTooMany")).toBe(30 - 1 - 16);
  });
});

test("a user's key tells apart the ways to name, and is no longer for a long name", () => {
  const keys = [
    userKey("id", "x"),
    userKey("account-id", "x"),
    userKey("account-id", "x", "y"),
    userKey("account-name", "x", "y"),
    userKey("account-name", "xy"),
    userKey("account-name", "x".repeat(2_000)),
  ];
  expect(new Set(keys).size).toBe(keys.length);
  expect(new Set(keys.map(({ length }) => length)).size).toBe(1);
});

test("what is remembered of good sign-ins is bounded, told to others once, and ends after thirty days", () => {
  let now = 0;
  const told: unknown[] = [];
  const recent = new RecentSignIns(
    (good) => void told.push(good),
    () => now,
  );
  recent.note({ network: "first", users: ["u"] });
  recent.learn({ network: "second", users: ["u"] });
  expect(told).toEqual([{ network: "first", users: ["u"] }]);
  expect(recent.list().map(({ network }) => network)).toEqual(["first", "second"]);
  now = 30 * 24 * 3_600_000;
  expect([recent.hasPair({ network: "first", user: "u" }), recent.hasNetwork("first"), recent.list()]).toEqual([false, false, []]);
  for (let number = 0; number < 40_000; number += 1) recent.learn({ network: `n${number}`, users: ["u"] });
  expect(recent.list()).toHaveLength(30_000);
  expect([recent.hasNetwork("n29999"), recent.hasNetwork("n30000")]).toEqual([false, true]);
});

test("the password queue gives the place of work that throws before its first wait free", async () => {
  const queue = new PasswordQueue();
  const fail = () => {
    throw new Error("at once");
  };
  const place = { network: "n", user: "u" };
  for (let times = 0; times < 4; times += 1) {
    await expect(queue.set(place, fail)).rejects.toThrow("at once");
    await expect(queue.signIn(place, fail)).rejects.toThrow("at once");
  }
  await expect(queue.set(place, async () => 1)).resolves.toBe(1);
});
