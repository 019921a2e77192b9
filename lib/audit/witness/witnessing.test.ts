/** Witnesses of a log on a real PostgreSQL: real servers that cosign, refuse, lie, are away, or have seen a newer database. */
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { systemClock } from "#lib/base/clock";
import {
  addCosignature,
  findCosignedFrom,
  insertCheckpoint,
  readLastCheckpoint,
  readLastNote,
  thinCheckpoints,
} from "#lib/store/audit/checkpoints";
import type { RunSql } from "#lib/store/database/run-sql";
import { type Household, makeHousehold, openScratchStore, type ScratchStore, traceOf } from "../../../e2e/harness/scratch-store";
import { openWitness, type TestWitness } from "../../../e2e/harness/witness";
import { readLogFacts } from "../seal/facts";
import { MemoryMark, makeSealer, memoryKey, sealNow } from "../seal/testing/sealed-log";
import { parseCheckpoint } from "../verify/checkpoint";
import { parsePolicy, verifyByPolicy } from "../verify/policy";
import { makeWitness } from "../verify/testing/signers";
import { type Witness, witness } from "./ask-witness";
import { Witnessing } from "./witnessing";

let scratch: ScratchStore;
let home: Household;
let key: ReturnType<typeof memoryKey>;
let mark: MemoryMark;
let elapsed: number;
let gone: AbortController;
const lines: string[] = [];
const open: TestWitness[] = [];

beforeAll(async () => {
  scratch = await openScratchStore();
  home = await makeHousehold(scratch);
}, 120_000);
afterAll(() => scratch.stop());
beforeEach(async () => {
  await forget();
  await scratch.sql("truncate integrity_incident, audit_witness");
  key = memoryKey();
  mark = new MemoryMark();
  elapsed = 0;
  gone = new AbortController();
  lines.length = 0;
});
afterEach(async () => void (await Promise.all(open.splice(0).map((one) => one.kill()))));

const run: RunSql = async (text, values) => (await scratch.store.queueSql(text, [...values])).rows as never[];
/** As if the database had been put back to its beginning. */
const forget = () =>
  scratch.sql(
    "set session_replication_role = replica; truncate trace, audit_tile, audit_checkpoint; set session_replication_role = origin",
  );
const say = (_facts: unknown, line?: string) => void lines.push(line ?? "");
const clock = { ...systemClock, now: () => new Date(), monotonic: () => elapsed };
const witnessing = (...witnesses: Witness[]) =>
  new Witnessing({ witnesses, store: scratch.store, clock, gone: gone.signal, log: { error: say, warn: say, info: say } as never });
const asWitness = ({ name, verifierKey, url }: TestWitness, patienceMs?: number) => witness({ name, verifierKey, url }, patienceMs);
const facts = async () => (await readLogFacts(scratch.store, new Date())).witnesses;
const openIncidents = () =>
  scratch.sql<{ name: string; what: string }>("select name, what from integrity_incident where source = 'witness' and ended_at is null");

async function opened(name: string): Promise<TestWitness> {
  const one = await openWitness(name, await key.auditPublicKey());
  open.push(one);
  return one;
}

async function writeAndSeal(count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, n) => ({ row: traceOf(home, { details: { n } }), proof: null }));
  await scratch.store.insertTraces(rows);
  await sealNow(makeSealer({ store: scratch.store, hsm: key, mark }), scratch.store);
}

/** Whether the checkpoint satisfies whoever trusts all of these. @throws Unverified */
function verify(text: string | undefined, ...witnesses: readonly { name: string; verifierKey: string }[]): void {
  const policy = [
    ...witnesses.map((one) => `witness ${one.name} ${one.verifierKey}`),
    `group g all ${witnesses.map(({ name }) => name).join(" ")}`,
    "quorum g",
  ];
  verifyByPolicy(parseCheckpoint(Buffer.from(text ?? "")), parsePolicy(Buffer.from(policy.join("\n"))));
}

test("two witnesses cosign each checkpoint in its turn, and a stranger's policy that asks for both is content", async () => {
  const [one, two] = [await opened("witness.example/one"), await opened("witness.example/two")];
  const rounds = witnessing(asWitness(one), asWitness(two));
  await rounds.run();
  expect(one.answers).toEqual([]);
  for (const count of [1, 300, 7, 600]) {
    await writeAndSeal(count);
    await rounds.run();
    await rounds.run();
  }
  const { size } = (await readLastCheckpoint(run)) as { size: number };
  expect(one.answers.map(({ path, old, size, status }) => [path, old, size, status])).toEqual([
    ["/w/add-checkpoint", 0, 1, 200],
    ["/w/add-checkpoint", 1, 301, 200],
    ["/w/add-checkpoint", 301, 308, 200],
    ["/w/add-checkpoint", 308, 908, 200],
  ]);
  expect(two.answers).toEqual(one.answers);
  for (const checkpoint of [await readLastNote(run), await findCosignedFrom(run, 0), await findCosignedFrom(run, size)]) {
    expect(checkpoint).toMatchObject({ size, cosigners: 2 });
    verify(checkpoint?.text, one, two);
  }
  expect(await findCosignedFrom(run, size + 1)).toBeNull();
  const cosigned = { incarnation: 1, size, at: expect.any(Date) };
  expect(await facts()).toEqual([
    { name: one.name, cosigned, failedAt: null, failure: "", failures: 0, failuresInARow: 0, incident: null },
    { name: two.name, cosigned, failedAt: null, failure: "", failures: 0, failuresInARow: 0, incident: null },
  ]);
  expect(lines).toEqual([]);
});

test("a witness that is behind, or ahead of what is remembered of it, is asked from where it is", async () => {
  const one = await opened("one");
  await writeAndSeal(300);
  await witnessing(asWitness(one)).run();
  await writeAndSeal(100);
  // Nothing is remembered of it, and then too much.
  await scratch.sql("update audit_witness set size = null");
  await witnessing(asWitness(one)).run();
  expect(one.answers.slice(-2).map(({ old, status }) => [old, status])).toEqual([
    [0, 409],
    [300, 200],
  ]);
  one.seen.set([...one.seen.keys()][0] as string, { ...(one.seen.values().next().value as { root: Buffer }), size: 0 });
  await writeAndSeal(1);
  await witnessing(asWitness(one)).run();
  expect(one.answers.slice(-2).map(({ old, status }) => [old, status])).toEqual([
    [400, 409],
    [0, 200],
  ]);
  await scratch.sql("update audit_witness set size = 1000000");
  await writeAndSeal(1);
  await witnessing(asWitness(one)).run();
  expect(one.answers.at(-1)).toMatchObject({ old: 401, status: 200 });
  expect(await openIncidents()).toEqual([]);
});

test("of two witnesses one is away: the other's cosignature is kept, and that one is asked less and less often until it is back", async () => {
  const [here, away] = [await opened("here"), await opened("away")];
  const rounds = witnessing(asWitness(here), asWitness(away));
  await away.kill();
  let failures = 0;
  for (let second = 0; second < 40; second += 1) {
    await writeAndSeal(1);
    await rounds.run();
    failures = (await facts()).find(({ name }) => name === "away")?.failures ?? 0;
    elapsed += 1_000;
  }
  expect(here.answers).toHaveLength(40);
  expect(failures).toBe(6);
  expect(await readLastNote(run)).toMatchObject({ size: 40, cosigners: 1 });
  expect((await facts())[0]).toMatchObject({
    name: "away",
    cosigned: null,
    failure: "The witness refuses connections.",
    failuresInARow: 6,
  });
  await away.revive();
  elapsed += 60_000;
  await rounds.run();
  const both = await readLastNote(run);
  expect(both).toMatchObject({ size: 40, cosigners: 2 });
  verify(both?.text, here, away);
  expect((await facts())[0]).toMatchObject({ name: "away", failuresInARow: 0, failures: 6 });
  expect(lines).toEqual(["the witness did not cosign, and is asked again", "the witness cosigns again"]);
  // A receipt is better off with an older one that both have seen than with a newer one of one.
  await away.kill();
  await writeAndSeal(1);
  await rounds.run();
  expect(await findCosignedFrom(run, 40)).toMatchObject({ size: 40, cosigners: 2 });
  expect(await findCosignedFrom(run, 41)).toMatchObject({ size: 41, cosigners: 1 });
  expect(await readLastNote(run)).toMatchObject({ size: 41, cosigners: 1 });
}, 60_000);

const forged = makeWitness("liar");
const BAD: readonly (readonly [string, Parameters<TestWitness["behave"]>[0], string])[] = [
  [
    "does not know the log",
    (reply) => void reply.writeHead(404).end("secret"),
    "The witness does not know the log by its origin, or its URL is another (404).",
  ],
  ["trusts another key", (reply) => void reply.writeHead(403).end(), "The witness trusts another key of the log (403)."],
  [
    "redirects",
    (reply) => void reply.writeHead(307, { location: "http://127.0.0.1:1/" }).end(),
    "The witness answered 307, a redirect, which is not followed.",
  ],
  ["fails", (reply) => void reply.writeHead(500).end("no"), "The witness answered 500."],
  ["says nothing", () => {}, "The witness did not answer in time."],
  ["breaks off", (reply) => void reply.destroy(), "The witness broke the connection off."],
  [
    "conflicts, and does not say with what",
    (reply) => void reply.writeHead(409).end("12 34"),
    "The witness knows another size of the log, and did not say which.",
  ],
  [
    "conflicts for ever",
    (reply) => void reply.writeHead(409).end("5\n"),
    "The witness said each time that it knows another size of the log.",
  ],
  ["answers no lines of a note", (reply) => void reply.end("thank you"), NO_COSIGNATURE()],
  ["answers nothing", (reply) => void reply.end(), NO_COSIGNATURE()],
  ["cosigns by another's key", (reply) => void reply.end(forged.cosign("something else")), NO_COSIGNATURE()],
  ["puts another note's text into its answer", (reply) => void reply.end(`\nother\n9\n\n${forged.cosign("other\n9\n")}`), NO_COSIGNATURE()],
  ["has no end", (reply) => void reply.end("\u2014 x AAAA\n".repeat(20_000)), "The witness answered more than there is to say."],
];
function NO_COSIGNATURE(): string {
  return "The witness's answer has no cosignature that its key has made for this checkpoint.";
}

test.each(BAD)("a witness that %s has cosigned nothing, and is no incident", async (_what, behaviour, failure) => {
  const one = await opened("liar");
  await writeAndSeal(20);
  one.behave(behaviour);
  await witnessing(asWitness(one, /in time/.test(failure) ? 300 : undefined)).run();
  expect(await facts()).toMatchObject([{ cosigned: null, failure, failures: 1, failuresInARow: 1, incident: null }]);
  expect(await readLastNote(run)).toMatchObject({ cosigners: 0, text: (await readLastCheckpoint(run))?.text });
  expect(lines).toEqual(["the witness did not cosign, and is asked again"]);
});

test("a cosignature of the checkpoint with more text after it would spoil the note, and is not kept", async () => {
  const evil = makeWitness("evil");
  const one = await opened("evil");
  await writeAndSeal(1);
  const more = `${(await readLastCheckpoint(run))?.text}\nother\n9\n`;
  one.behave((reply) => void reply.end(`\nother\n9\n\n${evil.cosign(more)}`));
  await witnessing(witness({ name: "evil", verifierKey: evil.verifierKey, url: one.url })).run();
  expect(await facts()).toMatchObject([{ cosigned: null, failure: NO_COSIGNATURE() }]);
  expect(await readLastNote(run)).toMatchObject({ cosigners: 0 });
});

test("of an answer with more lines than its own cosignature that one is kept", async () => {
  const one = await opened("one");
  await writeAndSeal(1);
  one.behave((reply, honest) => {
    const end = reply.end.bind(reply);
    reply.end = ((line: string) => end(`${forged.cosign("x")}${line}${makeWitness("one").cosign("x")}`)) as never;
    honest();
  });
  await witnessing(asWitness(one)).run();
  const last = await readLastNote(run);
  expect(last?.text.split("\u2014")).toHaveLength(3);
  verify(last?.text, one);
});

test("a witness that has seen a newer tree than a database that was put back: it is an incident, until the database has that tree", async () => {
  const one = await opened("one");
  const rounds = witnessing(asWitness(one));
  await writeAndSeal(300);
  const copy = { trace: await scratch.sql("select * from trace order by id"), mark: mark.tree };
  await writeAndSeal(200);
  await rounds.run();
  // The token keeps nothing of it here: only the witness knows.
  await scratch.sql(
    `set session_replication_role = replica; delete from trace where id > ${copy.trace.at(-1)?.id}; truncate audit_tile, audit_checkpoint, audit_witness; set session_replication_role = origin`,
  );
  mark.tree = null;
  await writeAndSeal(1);
  await witnessing(asWitness(one)).run();
  expect(await openIncidents()).toEqual([{ name: "one", what: "knows a larger tree of the audit log than the database has" }]);
  expect(await facts()).toMatchObject([
    {
      cosigned: null,
      failure: "It knows a larger tree of the audit log than the database has: 500 entries, and the database has 301.",
      incident: "The witness one knows a larger tree of the audit log than the database has.",
    },
  ]);
  expect(lines.at(-1)).toMatch(
    /^integrity incident: the witness one knows a larger tree of the audit log than the database has: it was shown a newer database/,
  );
  const [incident] = await scratch.sql("select details, outcome from trace where trace_name = 'integrityIncident'");
  expect(incident).toMatchObject({ outcome: "incident", details: { kind: "witness", name: "one" } });

  // It grows beyond what the witness knew: another log all the same, which is the same incident no more but one as well.
  elapsed += 60_000;
  await writeAndSeal(400);
  await witnessing(asWitness(one)).run();
  expect(await openIncidents()).toEqual([{ name: "one", what: "has cosigned another beginning of the audit log than the database has" }]);
  expect(one.answers.at(-1)).toMatchObject({ status: 422 });
  // Told once, and while it is away what it said last holds.
  const told = lines.length;
  await one.kill();
  await witnessing(asWitness(one)).run();
  expect((await openIncidents()).length).toBe(1);
  await one.revive();
  await witnessing(asWitness(one)).run();
  expect(lines.slice(told).filter((line) => /incident/.test(line))).toEqual([]);

  // What an operator accepts has an incarnation of its own, of which the witness has seen nothing.
  mark.incarnation = 2;
  await writeAndSeal(1);
  await witnessing(asWitness(one)).run();
  expect(await openIncidents()).toEqual([]);
  expect(await facts()).toMatchObject([{ cosigned: { incarnation: 2 }, incident: null }]);
});

test("a witness that has seen another tree of the same size is an incident too, and one that is no longer named ends", async () => {
  const one = await opened("one");
  await writeAndSeal(50);
  await witnessing(asWitness(one)).run();
  await scratch.sql("truncate audit_witness");
  const [origin] = one.seen.keys();
  one.seen.set(origin as string, { size: 50, root: Buffer.alloc(32) });
  await witnessing(asWitness(one)).run();
  expect(await openIncidents()).toMatchObject([{ what: "has cosigned another beginning of the audit log than the database has" }]);
  const other = await opened("other");
  await witnessing(asWitness(other)).run();
  expect(await openIncidents()).toEqual([]);
  expect((await facts()).map(({ name }) => name)).toEqual(["other"]);
});

test("a witness to which another leader showed a newer checkpoint meanwhile is no incident", async () => {
  const one = await opened("one");
  await writeAndSeal(10);
  one.behave((reply) => {
    // While it is asked, somebody seals and asks.
    void writeAndSeal(10).then(() => reply.writeHead(409).end("20\n"));
  });
  await witnessing(asWitness(one)).run();
  expect(await openIncidents()).toEqual([]);
  expect(await facts()).toMatchObject([{ failures: 0 }]);
  one.behave(null);
  await witnessing(asWitness(one)).run();
  expect(await facts()).toMatchObject([{ cosigned: { size: 20 } }]);
});

test("whoever must give up does so at once, and says of it nothing", async () => {
  const one = await opened("one");
  await writeAndSeal(1);
  one.behave(() => gone.abort());
  await witnessing(asWitness(one)).run();
  expect(await facts()).toMatchObject([{ failures: 0, cosigned: null }]);
  await pause(0);
});

test("two leaders at once, for a moment, keep each cosignature once", async () => {
  const one = await opened("one");
  for (const count of [1, 2, 3]) {
    await writeAndSeal(count);
    await Promise.all([witnessing(asWitness(one)).run(), witnessing(asWitness(one)).run()]);
  }
  const last = await readLastNote(run);
  expect(last).toMatchObject({ size: 6, cosigners: 1 });
  verify(last?.text, one);
  expect(await openIncidents()).toEqual([]);
});

test("of checkpoints of before the last day the last of an hour is kept, and the last of it with more cosignatures", async () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 10, minute));
  for (const size of [1, 2, 3, 4, 5]) await insertCheckpoint(run, { incarnation: 1, size, at: at(size), text: `${size}` });
  for (const [size, name] of [
    [1, "a"],
    [2, "a"],
    [2, "b"],
    [3, "a"],
    [3, "b"],
    [4, "b"],
    [4, "b"],
  ] as const) {
    await addCosignature(run, { incarnation: 1, size }, { name, line: `\u2014 ${name} x\n` });
  }
  await thinCheckpoints(run, new Date(Date.UTC(2026, 0, 3)));
  expect(await scratch.sql("select size::int as size, cosigners from audit_checkpoint order by size")).toEqual([
    { size: 3, cosigners: 2 },
    { size: 4, cosigners: 1 },
    { size: 5, cosigners: 0 },
  ]);
});
