/** Who has to wait for whose wrong passwords: on a clock that the test moves, from addresses that the test chooses. */
import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { hashDevice } from "#lib/iam/device";
import * as passwords from "#lib/iam/password";
import { placeKey, RecentSignIns, userKeysOf } from "#lib/iam/recent-sign-ins";
import { networkCounter, networkHash } from "#lib/iam/throttle";
import { recallSignIns } from "#lib/usecases/identity/token/recall-sign-ins";
import { sql } from "../harness/database";
import { type InProcess, startInProcess } from "../harness/in-process";

const MINUTE = 60_000;
const PASSWORD = "right-password-0";

/** What is slow on purpose is done where it can be right; that a wrong one costs the same is tested elsewhere. */
const real = passwords.isPassword;
const quick: typeof real = async (hash, password) => password !== "wrong" && real(hash, password);

let api: InProcess;
beforeAll(async () => {
  api = await startInProcess(new Date());
});
beforeEach(() => {
  vi.spyOn(passwords, "isPassword").mockImplementation(quick);
});
afterAll(() => api.stop());

async function makeUser(): Promise<{ id: string; name: string }> {
  const [id, name] = [randomUUID().replaceAll("-", ""), `user-${randomBytes(4).toString("hex")}`];
  const insert = "insert into iam_user (id, account_id, name, password_hash, created_at) select $1, id, $2, $3, now() from account";
  await sql(api.dataDir, insert, [id, name, await passwords.hashPassword(PASSWORD)]);
  return { id, name };
}

type Where = { readonly from?: string; readonly devices?: string; readonly isConsole?: boolean };

function signIn(name: string, password: string, { from, devices, isConsole }: Where = {}) {
  const user = { name, password, domain: { name: "default" } };
  return api.send({
    method: "POST",
    url: "/v3/auth/tokens",
    body: { auth: { identity: { methods: ["password"], password: { user } } } },
    ...(devices !== undefined && { headers: { "x-kms-device": devices } }),
    ...(from !== undefined && { from }),
    ...(isConsole !== undefined && { isConsole }),
  });
}

/** Statuses of so many tries, one after the other, each from where `where` says. */
async function tryAll(count: number, name: string, password: string, where: (number: number) => Where): Promise<number[]> {
  const statuses: number[] = [];
  for (let number = 0; number < count; number += 1) statuses.push((await signIn(name, password, where(number))).status);
  return statuses;
}

/** An address that no other test has. */
let last = 0;
const address = () => {
  last += 1;
  return `198.${18 + (last >> 14)}.${(last >> 7) & 127}.${1 + (last & 127)}`;
};

describe("wrong passwords from everywhere", () => {
  test("make other strangers wait, and neither a browser nor an address from which the user signed in before", async () => {
    const { name } = await makeUser();
    const [home, program] = [address(), address()];
    const first = await signIn(name, PASSWORD, { from: home, isConsole: true });
    const device = String(first.headers["x-kms-device"]);
    expect([first.status, device]).toEqual([201, expect.stringMatching(/^[A-Za-z0-9_-]{43}$/)]);
    expect((await signIn(name, PASSWORD, { from: program })).status).toBe(201);

    expect(await tryAll(25, name, "wrong", () => ({ from: address() }))).toEqual(Array(25).fill(401));

    expect((await signIn(name, PASSWORD, { from: address() })).status).toBe(401);
    expect((await signIn(name, PASSWORD, { from: address(), isConsole: true })).status).toBe(401);
    // The browser, wherever it is now, and among others; and the address, by the API.
    const elsewhere = { from: address(), isConsole: true };
    const again = await signIn(name, PASSWORD, { ...elsewhere, devices: device });
    expect([again.status, again.headers["x-kms-device"]]).toEqual([201, undefined]);
    expect((await signIn(name, PASSWORD, { from: address(), isConsole: true, devices: `${"A".repeat(43)},${device}` })).status).toBe(201);
    expect((await signIn(name, PASSWORD, { from: program })).status).toBe(201);

    // Strangers wait for longer and longer, and no longer than a quarter of an hour.
    api.clock.pass(15 * MINUTE);
    expect((await signIn(name, PASSWORD, { from: address() })).status).toBe(201);
  });

  test("are no more than ten at once for one user, however many come together", async () => {
    const { name } = await makeUser();
    const replies = await Promise.all(Array.from({ length: 40 }, () => signIn(name, "wrong", { from: address() })));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([401]));
    const [row] = await sql<{ wrong: number }>(
      api.dataDir,
      "select wrong from throttle where rule = 'stranger' and user_id = (select id from iam_user where name = $1)",
      [name],
    );
    expect(row?.wrong).toBe(10);
    expect((await signIn(name, PASSWORD, { from: address() })).status).toBe(401);
    api.clock.pass(5_000);
    expect((await signIn(name, PASSWORD, { from: address() })).status).toBe(201);
  });

  test("are 112 in a day at most for one user, from however many addresses", async () => {
    const { id, name } = await makeUser();
    const wrong = async () =>
      (await sql<{ wrong: number }>(api.dataDir, "select wrong from throttle where rule = 'stranger' and user_id = $1", [id]))[0]?.wrong ??
      0;
    // Somebody who tries again whenever it may help: twice each time, to be sure.
    await tryAll(11, name, "wrong", () => ({ from: address() }));
    for (const seconds of [5, 10, 20, 40, 80, 160, 320, 640, 900, 900]) {
      const before = await wrong();
      api.clock.pass(seconds * 1000 - 1);
      await signIn(name, "wrong", { from: address() });
      expect([seconds, await wrong()]).toEqual([seconds, before]);
      api.clock.pass(1);
      await tryAll(2, name, "wrong", () => ({ from: address() }));
      expect([seconds, await wrong()]).toEqual([seconds, before + 1]);
    }
  });

  test("look the same for a user who does not exist, before and while there is something to wait for", async () => {
    const { name } = await makeUser();
    const sorted = (reply: Awaited<ReturnType<typeof signIn>>) => [
      reply.status,
      JSON.stringify(reply.body).replaceAll(/[0-9a-f]{32}/g, "ID"),
      Object.keys(reply.headers).sort(),
    ];
    for (let number = 0; number < 15; number += 1) {
      const from = address();
      const known = await signIn(name, number % 5 === 4 ? PASSWORD : "wrong", { from });
      if (known.status === 201) continue;
      expect(sorted(await signIn(`nobody-${name}`, "wrong", { from }))).toEqual(sorted(known));
    }
  });
});

describe("a browser or an address that is known", () => {
  test("has a count of its own, which a right password ends", async () => {
    const { name } = await makeUser();
    const home = address();
    const device = String((await signIn(name, PASSWORD, { from: home, isConsole: true })).headers["x-kms-device"]);
    const here = { from: home, isConsole: true, devices: device };
    for (let round = 0; round < 3; round += 1) {
      await tryAll(9, name, "wrong", () => here);
      expect((await signIn(name, PASSWORD, here)).status).toBe(201);
    }
    await tryAll(10, name, "wrong", () => here);
    expect((await signIn(name, PASSWORD, here)).status).toBe(401);
    // Others are not shut out by it.
    expect((await signIn(name, PASSWORD, { from: address() })).status).toBe(201);
    api.clock.pass(5_000);
    expect((await signIn(name, PASSWORD, here)).status).toBe(201);
  });

  test("is known to the user who signed in there, and to nobody else", async () => {
    const [one, other] = [await makeUser(), await makeUser()];
    const home = address();
    const device = String((await signIn(one.name, PASSWORD, { from: home, isConsole: true })).headers["x-kms-device"]);
    await tryAll(10, other.name, "wrong", () => ({ from: address() }));
    expect((await signIn(other.name, PASSWORD, { from: home, isConsole: true, devices: device })).status).toBe(401);
  });

  test("is believed from the console alone: a client that shows a browser's secret is a stranger", async () => {
    const { name } = await makeUser();
    const device = String((await signIn(name, PASSWORD, { from: address(), isConsole: true })).headers["x-kms-device"]);
    await tryAll(10, name, "wrong", () => ({ from: address() }));
    const reply = await signIn(name, PASSWORD, { from: address(), devices: device });
    expect([reply.status, reply.headers["x-kms-device"]]).toEqual([401, undefined]);
  });

  test("has its place in the queue of a process that begins later, with its user and nobody else", async () => {
    const [{ id, name }, other] = [await makeUser(), await makeUser()];
    const [home, program] = [address(), address()];
    const device = String((await signIn(name, PASSWORD, { from: home, isConsole: true })).headers["x-kms-device"]);
    await signIn(name, PASSWORD, { from: program });
    const [account] = await sql<{ id: string; name: string }>(api.dataDir, "select id, name from account");
    if (account === undefined) throw new Error("no account");
    const recent = new RecentSignIns();
    await recallSignIns(api.tools.store, recent, api.clock.now());
    const places = [placeKey("device", hashDevice(device)), ...[home, program].map((from) => placeKey("network", networkHash(from)))];
    const hasPairs = (user: { id: string; name: string }) =>
      places.flatMap((network) => userKeysOf(account, user).map((key) => recent.hasPair({ network, user: key })));
    expect(hasPairs({ id, name })).toEqual(Array(9).fill(true));
    expect(hasPairs(other)).toEqual(Array(9).fill(false));
    expect(recent.hasNetwork(placeKey("network", networkHash(address())))).toBe(false);
    const later = new RecentSignIns();
    await recallSignIns(api.tools.store, later, new Date(api.clock.now().getTime() + 30 * 24 * 60 * MINUTE));
    expect(later.list()).toEqual([]);
  });

  test("is stored as a hash of its secret, with its user", async () => {
    const { id, name } = await makeUser();
    const device = String((await signIn(name, PASSWORD, { from: address(), isConsole: true })).headers["x-kms-device"]);
    const rows = await sql(api.dataDir, "select kind, to_jsonb(k)::text as text from known_place k where user_id = $1 order by kind", [id]);
    expect(rows.map(({ kind }) => kind)).toEqual(["device", "network"]);
    expect(JSON.stringify(rows)).not.toContain(device);
    expect(await sql(api.dataDir, "select 1 from trace t where to_jsonb(t)::text like $1", [`%${device}%`])).toEqual([]);
  });

  test("is forgotten with the password that an administrator replaces, and with what is tried against it meanwhile", async () => {
    const { id, name } = await makeUser();
    const home = address();
    await signIn(name, PASSWORD, { from: home, isConsole: true });
    await tryAll(10, name, "wrong", () => ({ from: address() }));
    const token = String((await signIn("admin", "administrator-0123")).headers["x-subject-token"]);
    const headers = { "x-auth-token": token };
    const reset = await api.send({ method: "PATCH", url: `/v3/users/${id}`, headers, body: { user: { password: "another-password-1" } } });
    expect(reset.status).toBe(200);
    expect(await sql(api.dataDir, "select 1 from known_place where user_id = $1", [id])).toEqual([]);
    expect((await signIn(name, "another-password-1", { from: address() })).status).toBe(201);
  });
});

describe("one address", () => {
  test("that tries many users has to wait, all of its IPv6 network with it, and nobody else", async () => {
    const network = "2001:db8:aa:bb";
    const victim = await makeUser();
    expect(await tryAll(5, (await makeUser()).name, "wrong", (number) => ({ from: `${network}::${number + 1}` }))).toEqual(
      Array(5).fill(401),
    );
    const { id } = networkCounter(`${network}::/64`, false);
    // As if there had been 90 more; that they count is what the first five show.
    expect(await sql(api.dataDir, "update throttle set wrong = wrong + 90 where id = $1 returning wrong", [id])).toEqual([{ wrong: 95 }]);
    await tryAll(5, (await makeUser()).name, "wrong", (number) => ({ from: `${network}:1::${number}` }));
    expect((await signIn(victim.name, PASSWORD, { from: `${network}:ffff::1` })).status).toBe(401);
    expect((await signIn(victim.name, PASSWORD, { from: "2001:db8:aa:bc::1" })).status).toBe(201);
    api.clock.pass(1_000);
    expect((await signIn(victim.name, PASSWORD, { from: `${network}:ffff::1` })).status).toBe(201);
  });
});

describe("a fault of ours", () => {
  test("gives the slot back", async () => {
    const { id, name } = await makeUser();
    const fault = vi.spyOn(passwords, "isPassword").mockRejectedValue(new Error("out of memory"));
    try {
      expect(await tryAll(12, name, PASSWORD, () => ({ from: address() }))).toEqual(Array(12).fill(500));
    } finally {
      fault.mockRestore();
    }
    expect(await sql(api.dataDir, "select wrong from throttle where user_id = $1", [id])).toEqual([{ wrong: 0 }]);
    expect((await signIn(name, PASSWORD, { from: address() })).status).toBe(201);
  });
});

describe("a flood of names that nobody has", () => {
  test("leaves no row for a name, and no more for addresses than there are", async () => {
    const rows = async () =>
      Number((await sql<{ n: string }>(api.dataDir, "select count(*) as n from throttle where coalesce(user_id, '') = ''"))[0]?.n);
    const from = address();
    await signIn("nobody", "wrong", { from });
    const before = await rows();
    const names = new Set<string>();
    for (let number = 0; number < 30; number += 1) names.add(`guess-${randomBytes(8).toString("hex")}`);
    for (const name of names) await signIn(name, "wrong", { from });
    // Names share 1,024 rows whatever they are: 30 new ones at most, and none that holds a name.
    expect((await rows()) - before).toBeLessThanOrEqual(30);
    expect(await sql(api.dataDir, "select 1 from known_place where user_id not in (select id from iam_user)")).toEqual([]);
    const all = await sql(api.dataDir, "select encode(id, 'escape') || rule as text from throttle");
    for (const name of names) expect(JSON.stringify(all)).not.toContain(name);
    // And they are gone a day later.
    api.clock.pass(25 * 60 * MINUTE);
    await api.jobs.run("tokenExpiry");
    expect(await rows()).toBe(0);
  });
});
