/** Forwarding to real receivers, good and bad, from a real PostgreSQL. */
import { createHmac } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { Forwarder } from "#lib/audit/forward/forwarder";
import type { Receiver } from "#lib/audit/forward/receiver";
import { syslog } from "#lib/audit/forward/syslog";
import { webhook } from "#lib/audit/forward/webhook";
import { forgetOtherReceivers, listReceivers } from "#lib/store/traces/receivers";
import type { TraceRow } from "#lib/store/traces/traces";
import { makePair } from "../../../e2e/harness/certificate";
import {
  type Behaviour,
  openSyslogReceiver,
  openWebhookReceiver,
  readsAll,
  recordOf,
  recordsOf,
  type SyslogReceiver,
  takes,
  type WebhookReceiver,
} from "../../../e2e/harness/receivers";
import { type Household, makeHousehold, openScratchStore, type ScratchStore, traceOf } from "../../../e2e/harness/scratch-store";

const SECRET = "a secret of the webhook";
const HOUR = 3_600_000;
/** Pauses after failures pass so much faster. */
const HASTE = 20;

let scratch: ScratchStore;
let home: Household;
let hook: WebhookReceiver;
let log: SyslogReceiver;
let gone: AbortController;
const said: string[] = [];

beforeAll(async () => {
  scratch = await openScratchStore();
  home = await makeHousehold(scratch);
}, 120_000);
afterAll(() => scratch.stop());
beforeEach(async () => {
  await scratch.sql("delete from trace_cursor");
  await scratch.sql("delete from audit_receiver");
  hook = await openWebhookReceiver();
  log = await openSyslogReceiver();
  gone = new AbortController();
  said.length = 0;
});
afterEach(async () => {
  gone.abort();
  await Promise.all([hook.kill(), log.kill()]);
});

const clock = { now: () => new Date(), monotonic: () => performance.now() * HASTE };
const lines = { warn: (_facts: unknown, line: string) => said.push(line), info: (_facts: unknown, line: string) => said.push(line) };
const hookReceiver = (patienceMs = 10_000) => webhook({ url: hook.url, secret: SECRET, patienceMs });
const logReceiver = (silenceMs = 10_000) => syslog({ host: "127.0.0.1", port: log.port, isTls: false, silenceMs });
const forwarder = (receiver: Receiver) => new Forwarder({ receiver, store: scratch.store, clock, log: lines as never, gone: gone.signal });

const last = async () => BigInt((await scratch.sql<{ id: string }>("select coalesce(max(id), 0)::text as id from trace"))[0]?.id ?? 0);
const cursor = async (name: string) =>
  BigInt((await scratch.sql<{ id: string }>("select after_id::text as id from trace_cursor where name = $1", [name]))[0]?.id ?? -1);
const state = async (name: string) => (await listReceivers(scratch.store)).find((each) => each.name === name);

/** Begins where the trail ends, as a receiver that was there before. */
async function begun(name: string): Promise<bigint> {
  const after = await last();
  await scratch.sql("insert into trace_cursor (name, after_id, updated_at) values ($1, $2, now())", [name, String(after)]);
  return after;
}

/** @returns their numbers */
async function write(count: number, more: Partial<TraceRow> = {}): Promise<string[]> {
  const before = await last();
  await scratch.store.insertTraces(
    Array.from({ length: count }, (_, n) => ({ row: traceOf(home, { details: { n }, ...more }), proof: null })),
  );
  return (await scratch.sql<{ id: string }>("select t.id::text as id from trace t where t.id > $1 order by t.id", [String(before)])).map(
    ({ id }) => id,
  );
}

async function runUntil(run: () => Promise<void>, isSo: () => boolean | Promise<boolean>, ms = 15_000): Promise<void> {
  const end = performance.now() + ms;
  for (;;) {
    await run();
    if (await isSo()) return;
    if (performance.now() > end) throw new Error("it did not come to that in time");
    await pause(50);
  }
}

const taken = () => recordsOf(hook.deliveries.map(({ body }) => body)).map(({ trace_id }) => trace_id);
const logged = () => log.messages.map((message) => recordOf(message).trace_id);
/** In the order in which they came first. */
const distinct = (ids: readonly string[]) => [...new Set(ids)];

test("a webhook is sent lines of the canonical record, a hundred at most, in order, signed", async () => {
  await begun("webhook");
  const ids = await write(250);
  await forwarder(hookReceiver()).run(await last());
  expect(taken()).toEqual(ids);
  expect(hook.deliveries).toHaveLength(3);
  const sizes = hook.deliveries.map(({ body }) => recordsOf([body]).length);
  expect(sizes).toEqual([100, 100, 50]);
  for (const [index, { method, url, headers, body }] of hook.deliveries.entries()) {
    expect([method, url, headers["content-type"]]).toEqual(["POST", "/kms", "application/x-ndjson"]);
    expect(headers["x-kms-signature"]).toBe(`sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`);
    expect(headers["x-kms-first-trace-id"]).toBe(ids[index * 100]);
    expect(headers["x-kms-last-trace-id"]).toBe(ids[index * 100 + (sizes[index] ?? 0) - 1]);
  }
  const first = recordsOf([hook.deliveries[0]?.body as Buffer])[0];
  expect(first).toMatchObject({ trace_name: "encryptData", user_id: home.userId, ip: "192.0.2.1", outcome: "normal", details: { n: 0 } });
  expect(await state("webhook")).toMatchObject({ delivered: 250, waiting: 0, waitingSince: null, failures: 0, failuresInARow: 0 });
});

test("nothing beyond the settled number is sent, and a batch has 256 KiB at most, or one trace", async () => {
  await begun("webhook");
  const large = "x".repeat(100 * 1024);
  const ids = await write(5, { alias: large });
  const run = forwarder(hookReceiver());
  await run.run(BigInt(ids[2] as string));
  expect(taken()).toEqual(ids.slice(0, 3));
  await write(1, { alias: large.repeat(4) });
  await run.run(await last());
  expect(hook.deliveries.map(({ body }) => recordsOf([body]).length)).toEqual([2, 1, 2, 1]);
});

test("a receiver that is away is sent everything in order when it is back, and meanwhile nothing piles up", async () => {
  await begun("webhook");
  const before = await write(30);
  const run = forwarder(hookReceiver());
  await run.run(await last());
  await hook.kill();
  const meanwhile: string[] = [];
  let tries = 0;
  for (let round = 0; round < 40; round++) {
    meanwhile.push(...(await write(20)));
    await run.run(await last());
    await pause(25);
  }
  const away = await state("webhook");
  tries = away?.failures ?? 0;
  expect(away).toMatchObject({ waiting: 800, failure: "The receiver refuses connections.", failuresInARow: tries });
  // Back-off: of forty looks only a few tried.
  expect(tries).toBeGreaterThan(2);
  expect(tries).toBeLessThan(12);
  await hook.revive();
  const later = await write(5);
  await runUntil(
    async () => run.run(await last()),
    () => taken().length >= 835,
  );
  expect(taken()).toEqual([...before, ...meanwhile, ...later]);
  expect(await state("webhook")).toMatchObject({ waiting: 0, failuresInARow: 0, failures: tries, delivered: 835 });
  expect(said).toEqual(["traces could not be forwarded, and are sent again", "traces are forwarded again"]);
}, 40_000);

const BAD: readonly (readonly [string, Behaviour, string])[] = [
  ["500", (reply) => void reply.writeHead(500).end("no"), "The receiver answered 500."],
  ["404", (reply) => void reply.writeHead(404).end(), "The receiver answered 404."],
  ["nothing at all", () => {}, "The receiver did not answer in time."],
  [
    "one byte at a time",
    (reply) => {
      reply.writeHead(200);
      const drip = setInterval(() => reply.write("."), 50);
      reply.on("close", () => clearInterval(drip));
    },
    "The receiver did not answer in time.",
  ],
  ["by breaking off", (reply) => void reply.socket?.destroy(), "The receiver broke the connection off."],
  [
    "200 to half, and dies",
    (reply) => {
      reply.writeHead(200, { "content-length": "1000" });
      reply.write("half");
      setTimeout(() => reply.socket?.destroy(), 20);
    },
    "The receiver broke the connection off.",
  ],
  [
    "what is no HTTP",
    (reply) => void reply.socket?.end("220 mail.example ESMTP\r\n"),
    "The receiver could not be reached, or was not understood.",
  ],
  [
    "a head without end",
    (reply) => void reply.socket?.end(`HTTP/1.1 200 OK\r\n${`X: ${"y".repeat(1000)}\r\n`.repeat(100)}\r\n`),
    "The receiver could not be reached, or was not understood.",
  ],
];

test.each(BAD)("a webhook that answers %s is sent the same batch again", async (_what, behaviour, failure) => {
  const after = await begun("webhook");
  const ids = await write(3);
  const run = forwarder(hookReceiver(/in time/.test(failure) ? 400 : 10_000));
  hook.behave(behaviour);
  await run.run(await last());
  expect(await cursor("webhook")).toBe(after);
  expect(await state("webhook")).toMatchObject({ failure, failuresInARow: 1, failures: 1, waiting: 3, delivered: 0 });
  hook.behave(takes);
  const again = forwarder(hookReceiver());
  await again.run(await last());
  expect(await cursor("webhook")).toBeGreaterThan(after);
  expect(taken()).toEqual([...ids, ...ids]);
});

test.each([301, 302, 303, 307, 308])("a redirect with %i is not followed", async (status) => {
  const elsewhere = await openWebhookReceiver();
  try {
    const after = await begun("webhook");
    await write(1);
    hook.behave((reply) => void reply.writeHead(status, { location: elsewhere.url }).end());
    await forwarder(hookReceiver()).run(await last());
    expect(elsewhere.deliveries).toEqual([]);
    expect(await cursor("webhook")).toBe(after);
    expect(await state("webhook")).toMatchObject({ failure: `The receiver answered ${status}, a redirect, which is not followed.` });
  } finally {
    await elsewhere.kill();
  }
});

test("an answer with 2xx that does not end is not read to its end", async () => {
  await begun("webhook");
  const ids = await write(1);
  let sent = 0;
  hook.behave((reply) => {
    reply.writeHead(202);
    const more = () => {
      while (!reply.destroyed && reply.write("x".repeat(65_536))) sent += 65_536;
    };
    reply.on("drain", more);
    more();
  });
  await forwarder(hookReceiver()).run(await last());
  expect(await cursor("webhook")).toBe(BigInt(ids[0] as string));
  expect(sent).toBeLessThan(50_000_000);
});

test("who must give up does so at once, and says of it neither a delivery nor a failure", async () => {
  const after = await begun("webhook");
  await write(1);
  hook.behave(() => {});
  const running = forwarder(hookReceiver()).run(await last());
  await pause(300);
  const begin = performance.now();
  gone.abort();
  await running;
  expect(performance.now() - begin).toBeLessThan(500);
  expect(await cursor("webhook")).toBe(after);
  expect(await state("webhook")).toMatchObject({ failures: 0, delivered: 0 });
});

test("a certificate that nobody vouches for is refused, on both wires, before a trace is sent", async () => {
  const folder = mkdtempSync(join(tmpdir(), "kms-receiver-"));
  makePair(folder, "one");
  const pair = { cert: readFileSync(join(folder, "one/tls.crt")), key: readFileSync(join(folder, "one/tls.key")) };
  const [hookTls, logTls] = [await openWebhookReceiver(pair), await openSyslogReceiver(pair)];
  try {
    for (const name of ["webhook", "syslog"]) await begun(name);
    await write(1);
    await forwarder(webhook({ url: hookTls.url, secret: SECRET })).run(await last());
    await forwarder(syslog({ host: "127.0.0.1", port: logTls.port, isTls: true })).run(await last());
    const failure = "The receiver's certificate is not trusted here, has expired or is for another host.";
    for (const name of ["webhook", "syslog"]) expect(await state(name)).toMatchObject({ failure, waiting: 1 });
    expect([hookTls.deliveries, logTls.messages]).toEqual([[], []]);
  } finally {
    await Promise.all([hookTls.kill(), logTls.kill()]);
    rmSync(folder, { recursive: true });
  }
});

test("syslog is sent every trace in order, and one that goes in the midst of a batch is sent it again", async () => {
  await begun("syslog");
  const run = forwarder(logReceiver());
  const ids = await write(300);
  await run.run(await last());
  expect(logged()).toEqual(ids);
  expect(await state("syslog")).toMatchObject({ delivered: 300, waiting: 0 });

  log.messages.length = 0;
  const after = await cursor("syslog");
  const more = await write(900);
  // Reads some of it, and is killed.
  log.handle((socket, take) =>
    socket.once("data", (bytes) => {
      take(bytes);
      socket.destroy();
    }),
  );
  await run.run(await last());
  expect(await cursor("syslog")).toBe(after);
  log.handle(readsAll);
  await runUntil(
    async () => run.run(await last()),
    async () => (await cursor("syslog")) === (await last()),
  );
  expect(distinct(logged())).toEqual(more);
  expect(logged().slice(-900)).toEqual(more);
});

test.each([
  ["reads nothing", (socket: import("node:net").Socket) => void socket.pause(), "The receiver did not answer in time."],
  ["ends before it has read", (socket: import("node:net").Socket) => void socket.end(), "The receiver broke the connection off."],
])("syslog that %s has not taken it", async (_what, how, failure) => {
  const after = await begun("syslog");
  await write(1_000, { alias: "x".repeat(900) });
  log.handle(how);
  await forwarder(logReceiver(500)).run(await last());
  expect(await cursor("syslog")).toBe(after);
  expect(await state("syslog")).toMatchObject({ failure, failuresInARow: 1 });
});

test("syslog that reads all and does not answer the end of the connection has not confirmed it", async () => {
  const silent = await openSyslogReceiver(undefined, { allowHalfOpen: true });
  try {
    const after = await begun("syslog");
    await write(1);
    await forwarder(syslog({ host: "127.0.0.1", port: silent.port, isTls: false, silenceMs: 500 })).run(await last());
    expect(silent.messages).toHaveLength(1);
    expect(await cursor("syslog")).toBe(after);
    expect(await state("syslog")).toMatchObject({ failure: "The receiver did not answer in time." });
  } finally {
    await silent.kill();
  }
});

test("syslog that is away for a while gets everything in order", async () => {
  await begun("syslog");
  const run = forwarder(logReceiver());
  const ids = await write(10);
  await run.run(await last());
  await log.kill();
  for (let round = 0; round < 10; round++) {
    ids.push(...(await write(50)));
    await run.run(await last());
    await pause(50);
  }
  await log.revive();
  await runUntil(
    async () => run.run(await last()),
    async () => (await cursor("syslog")) === (await last()),
  );
  expect(logged()).toEqual(ids);
});

test.each([
  ["line ends", "a\nb\r\nc\u2028d\u2029e\u0085f"],
  ["ANSI", "\u001b[2J\u009b31m"],
  ["bidi marks", "\u202ealias\u2069\u200f"],
  ["a formula", "=cmd|' /C calc'!A0"],
  ["what ends a field", '"}] {"trace_id":"0"}\\'],
])("%s that somebody chose are inert on both wires, and the same text to whoever parses them", async (_what, text) => {
  for (const name of ["webhook", "syslog"]) await begun(name);
  await write(2, { alias: text, callerName: text, details: { text } });
  await forwarder(hookReceiver()).run(await last());
  await forwarder(logReceiver()).run(await last());
  const body = hook.deliveries[0]?.body.toString() ?? "";
  expect(body.split("\n")).toHaveLength(3);
  for (const wire of [body.replaceAll("\n", ""), ...log.messages]) expect(wire).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  const records = [...recordsOf([Buffer.from(body)]), ...log.messages.map(recordOf)];
  expect(records).toHaveLength(4);
  for (const record of records) expect(record).toMatchObject({ resource_name: text, user_name: text, details: { text } });
});

test("a new receiver of a young trail gets all of it, of an older one what comes from then on", async () => {
  const ids = (await scratch.sql<{ id: string }>("select t.id::text as id from trace t order by t.id")).map(({ id }) => id);
  await forwarder(hookReceiver()).run(await last());
  expect(taken().length).toBe(ids.length);
  expect(taken()).toEqual(ids);

  const later = { ...clock, now: () => new Date(Date.now() + 2 * HOUR) };
  const run = new Forwarder({ receiver: logReceiver(), store: scratch.store, clock: later, log: lines as never, gone: gone.signal });
  await run.run(await last());
  expect(log.messages).toEqual([]);
  const fresh = await write(3);
  await run.run(await last());
  expect(logged()).toEqual(fresh);
});

test("two that forward at once, for a moment, move the cursor forward only, and skip nothing", async () => {
  const after = await begun("webhook");
  const one = forwarder(hookReceiver());
  const other = forwarder(hookReceiver());
  const ids = await write(400);
  await Promise.all([one.run(await last()), other.run(await last())]);
  await one.run(await last());
  await other.run(await last());
  expect(await cursor("webhook")).toBe(await last());
  expect(after).toBeLessThan(await last());
  expect(distinct(taken()).sort((a, b) => Number(a) - Number(b))).toEqual(ids);
});

test("receivers that nobody names any more are not told of, and go on where they were when they are named again", async () => {
  await begun("webhook");
  const ids = await write(1);
  const run = forwarder(hookReceiver());
  await run.run(await last());
  await forgetOtherReceivers(scratch.store, ["syslog"]);
  expect(await state("webhook")).toBeUndefined();
  ids.push(...(await write(2)));
  await forwarder(hookReceiver()).run(await last());
  expect(await state("webhook")).toMatchObject({ delivered: 3, waiting: 0 });
  expect(taken()).toEqual(ids);
});
