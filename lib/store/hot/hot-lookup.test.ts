/**
 * Guesses against a real PostgreSQL: which changes make one wrong, and whose; and that a batch of traces tells the right ones from the
 * wrong ones, row by row.
 */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TraceWriter } from "#lib/audit/trace-writer";
import type { Key } from "#lib/domain/key";
import { type Household, makeHousehold, makeKey, openScratchStore, type ScratchStore, traceOf } from "../../../e2e/harness/scratch-store";
import { openStore } from "../open";
import type { TraceRow } from "../traces/traces";
import type { Proof } from "./guesses";

let scratch: ScratchStore;
beforeAll(async () => {
  scratch = await openScratchStore();
});
afterAll(() => scratch.stop());

type Subject = { of: Household; key: Key };

async function makeSubject(): Promise<Subject> {
  const of = await makeHousehold(scratch);
  return { of, key: await makeKey(scratch, of) };
}

const requestOf = ({ of, key }: Subject) => ({
  tokenHash: of.tokenHash,
  accessKey: null,
  projectId: of.projectId,
  reference: { keyId: key.id },
  keyVersion: null,
  now: new Date(),
});

/** What the process has read of caller and key, as the proof of a guess. */
async function learn(subject: Subject): Promise<Proof> {
  await scratch.store.hot.find(requestOf(subject));
  const guess = scratch.store.hot.guess(requestOf(subject));
  if (guess === null) throw new Error("nothing was guessed");
  return guess.proof;
}

const holds = async ({ of }: Subject, proof: Proof) => (await scratch.store.insertTraces([{ row: traceOf(of), proof }]))[0];
const revisionOf = async ({ accountId }: Household) =>
  (await scratch.sql<{ revision: string }>("select revision from account_iam_revision where account_id = $1", [accountId]))[0]?.revision;

test("what was read holds as long as nothing has changed, call after call", async () => {
  const subject = await makeSubject();
  const proof = await learn(subject);
  for (let call = 0; call < 3; call += 1) expect(await holds(subject, proof)).toBe(true);
});

describe("a change of who may do what makes the guesses of its account wrong, and of no other", () => {
  test.each<[string, string, (subject: Subject) => string]>([
    ["account renamed", "update account set name = id || '-new' where id = $1", ({ of }) => of.accountId],
    ["user renamed", "update iam_user set name = 'married' where id = $1", ({ of }) => of.userId],
    ["user disabled", "update iam_user set enabled = false where id = $1", ({ of }) => of.userId],
    ["user gone", "delete from iam_user where id = $1", ({ of }) => of.userId],
    ["project renamed", "update project set name = 'eu-de_new' where id = $1", ({ of }) => of.projectId],
    ["project disabled", "update project set enabled = false where id = $1", ({ of }) => of.projectId],
    ["member out", "delete from group_member where user_id = $1", ({ of }) => of.userId],
    [
      "another member in",
      "insert into group_member select m.group_id, u.id from group_member m join iam_user u on u.id <> m.user_id where m.user_id = $1 limit 1",
      ({ of }) => of.userId,
    ],
    ["role withdrawn", "delete from role_assignment where group_id = $1", ({ of }) => of.groupId],
    [
      "role changed",
      "update role_assignment set role = 'KMS Viewer' where group_id = $1 and role = 'KMS Administrator'",
      ({ of }) => of.groupId,
    ],
    ["group gone", "delete from iam_group where id = $1", ({ of }) => of.groupId],
    ["token gone", "delete from auth_token where user_id = $1", ({ of }) => of.userId],
    ["token expired", "update auth_token set expires_at = now() - interval '1 second' where user_id = $1", ({ of }) => of.userId],
    ["key changed", "update cmk set description = 'new' where id = $1", ({ key }) => key.id],
    ["material changed", "update key_version set wrapped = '\\x00' where key_id = $1", ({ key }) => key.id],
    ["key gone", "delete from cmk where id = $1", ({ key }) => key.id],
  ])("%s", async (_name, statement, value) => {
    const [subject, other] = [await makeSubject(), await makeSubject()];
    const [proof, proofOfOther] = [await learn(subject), await learn(other)];
    await scratch.sql(statement, [value(subject)]);
    expect(await holds(subject, proof)).toBe(false);
    expect(await holds(other, proofOfOther)).toBe(true);
  });

  test("a user who has moved to another account counts for both", async () => {
    const [from, to, other] = [await makeSubject(), await makeSubject(), await makeSubject()];
    const proofs = [await learn(from), await learn(to), await learn(other)];
    await scratch.sql("update iam_user set account_id = $2 where id = $1", [from.of.userId, to.of.accountId]);
    expect([await holds(from, proofs[0] as Proof), await holds(to, proofs[1] as Proof), await holds(other, proofs[2] as Proof)]).toEqual([
      false,
      false,
      true,
    ]);
  });

  test("and a number is never given twice, not even to another account", async () => {
    const subjects = [await makeSubject(), await makeSubject(), await makeSubject()];
    const numbers = new Set<string>();
    for (let round = 0; round < 4; round += 1) {
      for (const { of } of subjects) {
        await scratch.sql("update account set name = id || $2 where id = $1", [of.accountId, `-${round}`]);
        numbers.add(String(await revisionOf(of)));
      }
    }
    expect(numbers.size).toBe(12);
  });

  test("changes that are made at once all count, and none of them fails", async () => {
    const [one, other] = [await makeSubject(), await makeSubject()];
    const before = [await revisionOf(one.of), await revisionOf(other.of)];
    await Promise.all(
      Array.from({ length: 20 }, (_none, at) =>
        scratch.sql(
          at % 2 === 0
            ? "update account set name = id || $3 where id in ($1, $2)"
            : "with a as (update account set name = id || $3 where id = $2) update account set name = id || $3 where id = $1",
          [one.of.accountId, other.of.accountId, `-at-once-${at}`],
        ),
      ),
    );
    expect([await revisionOf(one.of), await revisionOf(other.of)]).not.toEqual(before);
  });
});

test.each(["iam_user", "project", "iam_group", "group_member", "role_assignment"])(
  "to empty %s counts for every account, although no row of it is looked at",
  async (table) => {
    const subjects = [await makeSubject(), await makeSubject()];
    const accounts = subjects.map(({ of }) => of.accountId);
    const numbers = "select revision from account_iam_revision where account_id = any($1) order by account_id";
    const read = async (run: (text: string, values: unknown[]) => Promise<{ revision: string }[]>) =>
      (await run(numbers, [accounts])).map(({ revision }) => revision);
    const owner = await openStore(scratch.ownerUrl);
    const [before, after] = await owner
      .transactSql(async (run) => {
        const inTransaction = (text: string, values: unknown[]) => run<{ revision: string }>(text, values);
        const first = await read(inTransaction);
        // Tombstones cannot be emptied, and what they refer to cannot either, unless somebody has taken that away.
        await run("alter table key_tombstone disable trigger user", []);
        await run(`truncate ${table} cascade`, []);
        const both = [first, await read(inTransaction)];
        // Nothing of it shall stay.
        throw Object.assign(new Error("rolled back"), { both });
      })
      .catch((error: Error & { both: string[][] }) => error.both)
      .finally(owner.close);
    expect(before).toHaveLength(2);
    expect(after).toHaveLength(2);
    for (const [at, revision] of (after ?? []).entries()) expect(Number(revision)).toBeGreaterThan(Number(before?.[at]));
  },
);

test("where an account has no number, nothing is guessed, and its calls are answered all the same", async () => {
  const subject = await makeSubject();
  await learn(subject);
  await scratch.sql("delete from account_iam_revision where account_id = $1", [subject.of.accountId]);
  const answer = await scratch.store.hot.find(requestOf(subject));
  expect(answer).toMatchObject({ caller: { userId: subject.of.userId }, key: { id: subject.key.id } });
  expect(scratch.store.hot.guess(requestOf(subject))).toBeNull();
  expect(scratch.store.hot.knows(subject.of.tokenHash)).toBe(true);
  await scratch.sql("update account set name = id || '-counts' where id = $1", [subject.of.accountId]);
  expect(await holds(subject, await learn(subject))).toBe(true);
});

test("a token is known from the moment that it is found to be somebody's until it is found to be nobody's, whatever was guessed", async () => {
  const subject = await makeSubject();
  const { tokenHash } = subject.of;
  const isKnown = () => scratch.store.hot.knows(tokenHash);
  expect(isKnown()).toBe(false);
  scratch.store.hot.forget(await learn(subject));
  expect(isKnown()).toBe(true);
  await scratch.sql("update auth_token set expires_at = now() where hash = $1", [tokenHash]);
  expect(isKnown()).toBe(true);
  await scratch.store.hot.find(requestOf(subject));
  expect(isKnown()).toBe(false);
});

test("a guess that is to be forgotten is not made again before somebody has asked", async () => {
  const [subject, other] = [await makeSubject(), await makeSubject()];
  const proof = await learn(subject);
  await learn(other);
  const { hits, misses } = scratch.store.stats().guesses;
  scratch.store.hot.forget(proof);
  expect(scratch.store.hot.guess(requestOf(subject))).toBeNull();
  expect(scratch.store.hot.guess(requestOf(other))).not.toBeNull();
  expect(scratch.store.stats().guesses).toEqual({ hits: hits + 1, misses: misses + 1 });
  await learn(subject);
});

test("the keys of which the material is gone are forgotten in all their versions, and others are not", async () => {
  const [subject, other] = [await makeSubject(), await makeSubject()];
  for (const each of [subject, other]) {
    await learn(each);
    await scratch.store.hot.find({ ...requestOf(each), keyVersion: 0 });
  }
  scratch.store.hot.forgetKeys([subject.key.id]);
  const guessed = ({ of, key }: Subject) =>
    [null, 0].map((keyVersion) => scratch.store.hot.guess({ ...requestOf({ of, key }), keyVersion }) !== null);
  expect([guessed(subject), guessed(other)]).toEqual([
    [false, false],
    [true, true],
  ]);
});

describe("a batch of traces in which some guesses are right and some are wrong", () => {
  test("writes the right ones and those that need no proof, and says which, whatever their order", async () => {
    const subjects = await Promise.all(Array.from({ length: 9 }, makeSubject));
    const proofs = await Promise.all(subjects.map(learn));
    await scratch.sql("update iam_user set enabled = false where id = $1", [subjects[1]?.of.userId]);
    await scratch.sql("delete from auth_token where user_id = $1", [subjects[3]?.of.userId]);
    await scratch.sql("update cmk set state = 'disabled' where id = $1", [subjects[4]?.key.id]);
    await scratch.sql("update key_version set binding_mac = '\\x00' where key_id = $1", [subjects[8]?.key.id]);
    const wrong = [1, 3, 4, 8];
    // Rows without proof stand between them, one of them of a caller whose guess is wrong.
    const batch = [
      ...subjects.map(({ of }, at) => ({ row: traceOf(of), proof: proofs[at] as Proof, isRight: !wrong.includes(at) })),
      ...[0, 1].map((at) => ({ row: traceOf((subjects[at] as Subject).of), proof: null, isRight: true })),
    ].sort((one, other) => (one.row.requestId < other.row.requestId ? -1 : 1));
    expect(await scratch.store.insertTraces(batch)).toEqual(batch.map(({ isRight }) => isRight));
    const ids = batch.map(({ row }) => row.requestId);
    const written = await scratch.sql<{ id: string }>("select request_id as id from trace where request_id = any($1)", [ids]);
    expect(written.map(({ id }) => id).sort()).toEqual(batch.filter(({ isRight }) => isRight).map(({ row }) => row.requestId));
  });

  test("takes a proof for that of its own caller and its own key only", async () => {
    const [one, other] = [await makeSubject(), await makeSubject()];
    const [proof, foreign] = [await learn(one), await learn(other)];
    const mixed: Proof[] = [
      { ...proof, tokenHash: foreign.tokenHash },
      { ...proof, iamXmin: foreign.iamXmin },
      { ...proof, tokenXmin: foreign.tokenXmin },
      { ...proof, row: { ...(proof.row as NonNullable<Proof["row"]>), keyId: other.key.id } },
      { ...proof, row: { ...(proof.row as NonNullable<Proof["row"]>), version: 1 } },
      { ...proof, tokenHash: Buffer.alloc(32) },
    ];
    const batch = [...mixed, proof].map((each) => ({ row: traceOf(one.of), proof: each }));
    expect(await scratch.store.insertTraces(batch)).toEqual([...mixed.map(() => false), true]);
  });

  test("in which all are wrong writes nothing", async () => {
    const subject = await makeSubject();
    const proof = await learn(subject);
    await scratch.sql("delete from auth_token where user_id = $1", [subject.of.userId]);
    const batch = Array.from({ length: 5 }, () => ({ row: traceOf(subject.of), proof }));
    expect(await scratch.store.insertTraces(batch)).toEqual(Array(5).fill(false));
  });
});

describe("a row that the database refuses fails alone, and its batch is committed:", () => {
  test.each<[string, Partial<TraceRow>, string]>([
    ["a NUL in a text", { alias: "a\u0000b" }, "22021"],
    ["a NUL in the details", { details: { note: "a\u0000b" } }, "22P05"],
    ["a time that no calendar has", { time: new Date(Number.NaN) }, "22007"],
    ["an outcome that there is not", { outcome: "odd" as never }, "23514"],
    ["nothing where something must be", { ip: null as never }, "23502"],
    ["an ID that no index takes", { resourceId: randomBytes(20_000).toString("base64") }, "54000"],
  ])("%s", async (_name, fault, sqlState) => {
    const subjects = await Promise.all(Array.from({ length: 4 }, makeSubject));
    const proofs = await Promise.all(subjects.map(learn));
    await scratch.sql("delete from auth_token where user_id = $1", [subjects[3]?.of.userId]);
    const traces = new TraceWriter({ insert: scratch.store.insertTraces });
    const rows = subjects.map(({ of }, at) => traceOf(of, at === 1 ? fault : {}));
    const settled = await Promise.allSettled(rows.map((row, at) => traces.append(row, proofs[at])));
    await traces.flush();
    expect(settled).toMatchObject([
      { value: true },
      { reason: { code: "internal", cause: { code: sqlState } } },
      { value: true },
      // Its guess was wrong, which is no fault.
      { value: false },
    ]);
    const ids = rows.map(({ requestId }) => requestId);
    const written = await scratch.sql<{ id: string }>("select request_id as id from trace where request_id = any($1)", [ids]);
    expect(written.map(({ id }) => id).sort()).toEqual([ids[0], ids[2]].sort());
    expect(traces.trouble).toBeNull();
  });
});
