/**
 * What time does to keys, on a clock that is moved by hand: a sequence of calls and clock steps gives the rotations and the end that a
 * small model of the guide's Table 2-12 and §2.4.4 predicts.
 */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sql } from "../../e2e/harness/database";
import { type InProcess, startInProcess } from "../../e2e/harness/in-process";
import { forgetDestroyed } from "./forget-destroyed";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
const START = new Date("2027-01-01T00:00:00Z");

let kms: InProcess;
let numbered = 0;
beforeAll(async () => {
  kms = await startInProcess(START);
}, 120_000);
afterAll(() => kms.stop());

async function createKey(name = "key"): Promise<string> {
  numbered += 1;
  return (await kms.call("create-key", { key_alias: `${name}-${numbered}` })).body.key_info.key_id;
}
const status = async (keyId: string) => (await kms.call("get-key-rotation-status", { key_id: keyId })).body;
const sweep = () => kms.jobs.run("deletion");
const exists = async (keyId: string) => (await kms.call("describe-key", { key_id: keyId })).status === 200;

describe("a scheduled deletion", () => {
  test("runs in whole 24-hour steps, and needs two looks at least a minute apart", async () => {
    const keyId = await createKey("due");
    await kms.call("schedule-key-deletion", { key_id: keyId, pending_days: 7 });
    kms.clock.pass(7 * DAY - 1);
    expect(await sweep()).toBe(0);
    kms.clock.pass(1);
    expect(await sweep()).toBe(0);
    kms.clock.pass(MINUTE - 1);
    expect(await sweep()).toBe(0);
    expect(await exists(keyId)).toBe(true);
    kms.clock.pass(1);
    expect(await sweep()).toBe(1);
    expect(await exists(keyId)).toBe(false);
    expect(await sweep()).toBe(0);
  });

  test.each([7, 31, 366, 1096])("after %i days is carried out on its day and not before", async (days) => {
    const keyId = await createKey(`days-${days}`);
    await kms.call("schedule-key-deletion", { key_id: keyId, pending_days: days });
    kms.clock.pass((days - 1) * DAY);
    for (let look = 0; look < 3; look++) {
      await sweep();
      kms.clock.pass(MINUTE);
    }
    expect(await exists(keyId)).toBe(true);
    kms.clock.pass(DAY);
    await sweep();
    kms.clock.pass(MINUTE);
    await sweep();
    expect(await exists(keyId)).toBe(false);
  });

  test("can be cancelled until it is carried out, also when it was seen as due", async () => {
    const keyId = await createKey("cancelled");
    await kms.call("schedule-key-deletion", { key_id: keyId, pending_days: 7 });
    kms.clock.pass(7 * DAY);
    await sweep();
    expect((await kms.call("cancel-key-deletion", { key_id: keyId })).body).toEqual({ key_id: keyId, key_state: "3" });
    kms.clock.pass(2 * MINUTE);
    await sweep();
    // Scheduled again: what was seen of the first deletion says nothing of the second.
    await kms.call("schedule-key-deletion", { key_id: keyId, pending_days: 7 });
    kms.clock.pass(7 * DAY);
    expect(await sweep()).toBe(0);
    expect(await exists(keyId)).toBe(true);
    kms.clock.pass(MINUTE);
    expect(await sweep()).toBe(1);
  });

  test("is not carried out by a clock that jumps forth and back, and the jumps are logged", async () => {
    const keyId = await createKey("jump");
    await kms.call("schedule-key-deletion", { key_id: keyId, pending_days: 30 });
    kms.warnings.length = 0;
    kms.clock.jump(40 * DAY);
    await sweep();
    kms.clock.pass(40 * SECOND);
    await sweep();
    kms.clock.jump(-40 * DAY);
    for (let look = 0; look < 10; look++) {
      kms.clock.pass(30 * SECOND);
      await sweep();
    }
    expect(await exists(keyId)).toBe(true);
    expect(kms.warnings.filter((sentence) => sentence.startsWith("the clock has jumped"))).toHaveLength(2);
    // A second jump begins anew: the first one's look does not count.
    kms.clock.jump(40 * DAY);
    expect(await sweep()).toBe(0);
    kms.clock.jump(2 * MINUTE);
    expect(await sweep()).toBe(0);
    kms.clock.jump(-40 * DAY);
    await sweep();
    expect(await exists(keyId)).toBe(true);
  });

  test("waits until the database's own clock says too that its day has come", async () => {
    const keyId = await createKey("two-clocks");
    await kms.call("schedule-key-deletion", { key_id: keyId, pending_days: 7 });
    kms.databaseBehindMs = 40 * DAY;
    try {
      kms.clock.pass(7 * DAY);
      for (let look = 0; look < 4; look++) {
        await expect(sweep()).rejects.toThrow(/due by this machine's clock and not by the database's/);
        kms.clock.pass(MINUTE);
      }
      kms.databaseBehindMs = 4 * MINUTE + 1;
      expect(await sweep()).toBe(0);
      expect((await kms.call("describe-key", { key_id: keyId })).body.key_info.key_state).toBe("4");
      kms.databaseBehindMs = 4 * MINUTE;
      expect(await sweep()).toBe(1);
      expect(await exists(keyId)).toBe(false);
    } finally {
      kms.databaseBehindMs = 0;
    }
  });

  test("does not take the time that the machine slept for a minute between two looks", async () => {
    const keyId = await createKey("sleep");
    await kms.call("schedule-key-deletion", { key_id: keyId, pending_days: 7 });
    kms.clock.pass(7 * DAY);
    expect(await sweep()).toBe(0);
    // The monotonic clock stands still meanwhile, as when somebody sets the clock.
    kms.clock.jump(8 * 60 * MINUTE);
    expect(await sweep()).toBe(0);
    kms.clock.pass(MINUTE);
    expect(await sweep()).toBe(1);
    expect(await exists(keyId)).toBe(false);
  });

  test("leaves a record of who, when and what, and nothing that could decrypt", async () => {
    const keyId = await createKey("record");
    const ciphertext = (await kms.call("encrypt-data", { key_id: keyId, plain_text: "gone" })).body.cipher_text;
    const dataKey = (await kms.call("create-datakey", { key_id: keyId })).body;
    await kms.call("rotate-on-demand", { key_id: keyId });
    await kms.call("create-grant", { key_id: keyId, grantee_principal: "d9a6b2bdaedd4ba586cabe6372d1b312", operations: ["describe-key"] });
    const blobs = await sql<{ sha256: string }>(
      kms.dataDir,
      "select encode(sha256(wrapped), 'hex') as sha256 from key_version where key_id = $1 order by version",
      [keyId],
    );
    const used = async () =>
      (await sql<{ n: number }>(kms.dataDir, "select key_count as n from project where id = $1", [kms.projectId]))[0]?.n;
    const before = await used();
    const scheduledAt = kms.clock.now();
    await kms.call("schedule-key-deletion", { key_id: keyId, pending_days: 10 });
    kms.clock.pass(10 * DAY);
    await sweep();
    kms.clock.pass(MINUTE);
    await sweep();

    expect(await used()).toBe((before ?? 0) - 1);
    for (const table of ["key_version", "cmk_grant", "tag", "key_alias", "deletion_sighting"]) {
      expect(await sql(kms.dataDir, `select 1 from ${table} where key_id = $1`, [keyId])).toEqual([]);
    }
    const { body } = await kms.call("list-deleted-keys", { key_id: keyId });
    expect(body.deleted_keys).toMatchObject([
      {
        key_id: keyId,
        key_spec: "AES_256",
        requested_by: expect.stringMatching(/^[0-9a-f]{32}$/),
        requested_by_name: "admin",
        requested_date: String(scheduledAt.getTime()),
        scheduled_deletion_date: String(scheduledAt.getTime() + 10 * DAY),
        deletion_date: String(kms.clock.now().getTime()),
        versions: [
          { version: 0, sha256: blobs[0]?.sha256 },
          { version: 1, sha256: blobs[1]?.sha256 },
        ],
        blobs_destroyed: 2,
        blobs_left: 0,
      },
    ]);
    const traces = await sql(
      kms.dataDir,
      "select trace_name, caller_kind, details from trace where resource_id = $1 and caller_kind = 'system'",
      [keyId],
    );
    expect(traces).toMatchObject([{ trace_name: "deleteKey", details: { versions: 2, blobsDestroyed: 2, blobsLeft: 0 } }]);
    await expect(sql(kms.dataDir, "update key_tombstone set requested_by = 'x' where key_id = $1", [keyId])).rejects.toThrow(/append-only/);
    await expect(sql(kms.dataDir, "delete from key_tombstone")).rejects.toThrow(/append-only/);

    const refused = await kms.call("decrypt-data", { cipher_text: ciphertext });
    expect([refused.status, refused.code]).toEqual([404, "KMS.0207"]);
    expect(refused.body.error.error_msg).toMatch(
      /was deleted on 20\d\d-\d\d-\d\d\. What was encrypted with it cannot be decrypted any more/,
    );
    for (const reply of [
      await kms.call("describe-key", { key_id: keyId }),
      await kms.call("enable-key", { key_id: keyId }),
      await kms.call("cancel-key-deletion", { key_id: keyId }),
      await kms.call("decrypt-datakey", { key_id: keyId, cipher_text: dataKey.cipher_text, datakey_cipher_length: 32 }),
    ]) {
      expect([reply.status, reply.code]).toEqual([404, "KMS.0207"]);
      expect(reply.body.error.error_msg).toContain("was deleted on");
    }
    // A spoilt ciphertext tells nothing about any key, nor does one that is given together with another key.
    const spoilt = Buffer.from(ciphertext, "base64");
    spoilt[60] = (spoilt[60] ?? 0) ^ 1;
    expect((await kms.call("decrypt-data", { cipher_text: spoilt.toString("base64") })).code).toBe("KMS.2201");
    expect((await kms.call("decrypt-data", { cipher_text: ciphertext, key_id: await createKey() })).code).toBe("KMS.2201");
  });

  test("leaves nothing of the key in the token's session and in memory", async () => {
    const [ending, staying] = [await createKey("in-use"), await createKey("in-use")];
    for (const key_id of [ending, staying]) await kms.call("encrypt-data", { key_id, plain_text: "x" });
    expect(kms.tools.hsm.keysInUse()).toEqual(expect.arrayContaining([ending, staying]));
    await kms.call("schedule-key-deletion", { key_id: ending, pending_days: 7 });
    await forgetDestroyed(kms.tools);
    expect(await forgetDestroyed(kms.tools)).toBe(0);
    kms.clock.pass(7 * DAY);
    await sweep();
    kms.clock.pass(MINUTE);
    await sweep();
    expect(await forgetDestroyed(kms.tools)).toBeGreaterThan(0);
    expect(kms.tools.hsm.keysInUse()).not.toContain(ending);
    expect(kms.tools.hsm.keysInUse()).toContain(staying);
    expect((await kms.call("encrypt-data", { key_id: staying, plain_text: "x" })).status).toBe(200);
  });

  test("does not hold up the others when one key cannot be destroyed, and is noted as a failure", async () => {
    const ids = await Promise.all([1, 2, 3].map(() => createKey("stuck")));
    for (const key_id of ids) await kms.call("schedule-key-deletion", { key_id, pending_days: 7 });
    // As after a botched restore: the record of the deletion is there already.
    await sql(
      kms.dataDir,
      `insert into key_tombstone (key_id, account_id, project_id, alias, spec, usage, origin, created_at, requested_by, requested_by_name,
        scheduled_for, destroyed_at, versions, blobs_destroyed, blobs_left)
       select id, account_id, project_id, alias, spec, usage, origin, created_at, '', '', now(), now(), '[]', 0, 0 from cmk where id = $1`,
      [ids[1]],
    );
    kms.clock.pass(7 * DAY);
    await sweep();
    kms.clock.pass(MINUTE);
    await expect(sweep()).rejects.toThrow();
    expect(await Promise.all(ids.map(exists))).toEqual([false, true, false]);
    await kms.call("cancel-key-deletion", { key_id: ids[1] });
    expect(await sweep()).toBe(0);
  });

  test("finds who asked for it however often the key was called since", async () => {
    const [plan] = await sql<{ "QUERY PLAN": string }>(
      kms.dataDir,
      `explain (format json) select caller_id from trace where resource_id = 'x' and trace_name = 'scheduleKeyDeletion' and outcome = 'normal'
       order by id desc limit 1`,
    );
    // Each month has an index of its own, under a name of its own.
    const used = [...JSON.stringify(plan).matchAll(/"Index Name":"(\w+)"/g)].map(([, name]) => name);
    const kept = await sql<{ name: string }>(
      kms.dataDir,
      "select indexname as name from pg_indexes where indexdef like '%scheduleKeyDeletion%'",
    );
    expect(used.length).toBeGreaterThanOrEqual(14);
    expect(kept.map(({ name }) => name)).toEqual(expect.arrayContaining(used));
  });

  test("frees the alias for another key, which is another key all the same", async () => {
    numbered += 1;
    const alias = `reused-${numbered}`;
    const create = async () => (await kms.call("create-key", { key_alias: alias })).body;
    const keyId = (await create()).key_info.key_id;
    const ciphertext = (await kms.call("encrypt-data", { key_id: keyId, plain_text: "gone" })).body.cipher_text;
    await kms.call("schedule-key-deletion", { key_id: keyId, pending_days: 7 });
    expect((await create()).error_code).toBe("KMS.1104");
    kms.clock.pass(7 * DAY);
    await sweep();
    kms.clock.pass(MINUTE);
    await sweep();
    expect((await create()).key_info.key_id).not.toBe(keyId);
    expect((await kms.call("decrypt-data", { cipher_text: ciphertext })).code).toBe("KMS.0207");
  });
});

test("material that expires is of no use from that second on, and is destroyed when the database's own clock says so too", async () => {
  const keyId = await createKey("expiring");
  const blobs = () => sql(kms.dataDir, "select 1 from key_version where key_id = $1 and wrapped is not null", [keyId]);
  const encrypt = async () => (await kms.call("encrypt-data", { key_id: keyId, plain_text: "x" })).status;
  await sql(kms.dataDir, "update cmk set material_expires_at = $2 where id = $1", [keyId, new Date(kms.clock.now().getTime() + 10_000)]);
  expect(await encrypt()).toBe(200);
  kms.clock.pass(9_999);
  expect(await encrypt()).toBe(200);
  kms.databaseBehindMs = 5_000;
  try {
    kms.clock.pass(1);
    expect(await encrypt()).not.toBe(200);
    expect((await kms.call("describe-key", { key_id: keyId })).body.key_info.key_state).toBe("5");
    expect(await kms.jobs.run("materialExpiry")).toBe(0);
    expect(await blobs()).toHaveLength(1);
    kms.clock.pass(5_000);
    expect(await kms.jobs.run("materialExpiry")).toBe(1);
    expect(await blobs()).toHaveLength(0);
    expect(await encrypt()).not.toBe(200);
  } finally {
    kms.databaseBehindMs = 0;
  }
});

describe("a rotation that is due", () => {
  test("of a key that was away for three periods comes once, and a period begins then", async () => {
    const keyId = await createKey("away");
    await kms.call("enable-key-rotation", { key_id: keyId, rotation_interval: 30 });
    await kms.call("disable-key", { key_id: keyId });
    kms.clock.pass(100 * DAY);
    expect(await kms.jobs.run("rotation")).toBe(0);
    await kms.call("enable-key", { key_id: keyId });
    expect(await kms.jobs.run("rotation")).toBe(1);
    expect(await kms.jobs.run("rotation")).toBe(0);
    const shown = await status(keyId);
    expect(shown).toMatchObject({ number_of_rotations: 1, last_rotation_time: String(kms.clock.now().getTime()) });
    expect(shown.next_rotation_time).toBe(String(kms.clock.now().getTime() + 30 * DAY));
  });

  test("does not hold up the others when one row cannot be rotated, and is noted as a failure", async () => {
    const ids = await Promise.all([1, 2, 3, 4].map(() => createKey("poison")));
    for (const keyId of ids) await kms.call("enable-key-rotation", { key_id: keyId, rotation_interval: 30 });
    // As after a botched restore: the version that comes next is there already.
    await sql(kms.dataDir, "insert into key_version (key_id, version, created_at) values ($1, 1, now())", [ids[1]]);
    kms.clock.pass(30 * DAY);
    await expect(kms.jobs.run("rotation")).rejects.toThrow();
    expect(await Promise.all(ids.map(async (keyId) => (await status(keyId)).number_of_rotations))).toEqual([1, 0, 1, 1]);
    const [run] = await sql(kms.dataDir, "select failure, failures_in_a_row from job_run where name = 'rotation'");
    expect(run).toMatchObject({ failures_in_a_row: 1, failure: expect.stringMatching(/internal error/) });
    await sql(kms.dataDir, "delete from key_version where key_id = $1 and version = 1", [ids[1]]);
    expect(await kms.jobs.run("rotation")).toBe(1);
    const [after] = await sql(kms.dataDir, "select failures_in_a_row from job_run where name = 'rotation'");
    expect(after).toEqual({ failures_in_a_row: 0 });
  });

  test("survives that the database ends its connections in the midst", async () => {
    const ids: string[] = [];
    while (ids.length < 80) ids.push(...(await Promise.all(Array.from({ length: 8 }, () => createKey("cut")))));
    await sql(kms.dataDir, "update cmk set rotation_interval = 30, next_rotation_at = $2 where id = any($1)", [ids, kms.clock.now()]);
    let isOver = false;
    const cutting = (async () => {
      while (!isOver) {
        await sql(
          kms.dataDir,
          "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and query like '%next_rotation_at%'",
        );
      }
    })();
    await kms.jobs.run("rotation").catch(() => {});
    await kms.jobs.run("rotation").catch(() => {});
    isOver = true;
    await cutting;
    await kms.jobs.run("rotation");
    const [counted] = await sql(
      kms.dataDir,
      "select min(rotation_count) as least, max(rotation_count) as most, max(primary_version) as version from cmk where id = any($1)",
      [ids],
    );
    expect(counted).toEqual({ least: 1, most: 1, version: 1 });
  });

  test("comes for thousands that are due at once, each once", async () => {
    const ids: string[] = [];
    while (ids.length < 160) ids.push(...(await Promise.all(Array.from({ length: 8 }, () => createKey("many")))));
    await sql(kms.dataDir, "update cmk set rotation_interval = 30, next_rotation_at = $2 where id = any($1)", [ids, kms.clock.now()]);
    const rotated = await Promise.all([kms.jobs.run("rotation"), kms.jobs.run("rotation"), kms.jobs.run("rotation")]);
    expect(rotated.reduce((sum, count) => sum + count)).toBe(160);
    const [counted] = await sql(
      kms.dataDir,
      `select min(rotation_count) as least, max(rotation_count) as most, min(primary_version) as version,
        (select count(*)::int from key_version where key_id = any($1)) as versions,
        (select count(*)::int from trace where resource_id = any($1) and trace_name = 'rotateKey') as traces
       from cmk where id = any($1)`,
      [ids],
    );
    expect(counted).toEqual({ least: 1, most: 1, version: 1, versions: 320, traces: 160 });
  });
});

/** Table 2-12 and §2.4.4, as small as they can be said. Times in ms. */
type Model = {
  state: "enabled" | "disabled" | "pending" | "gone";
  interval: number | null;
  next: number;
  rotations: number;
  due: number;
  seen: number | null;
};

type Step =
  | { kind: "enable" | "disable" | "cancel" | "rotationOff" }
  | { kind: "schedule" | "rotationOn" | "interval" | "pass" | "jump"; by: number };

const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom<Step>({ kind: "enable" }, { kind: "disable" }, { kind: "cancel" }, { kind: "rotationOff" }) },
    { weight: 1, arbitrary: fc.integer({ min: 7, max: 90 }).map((by): Step => ({ kind: "schedule", by })) },
    { weight: 2, arbitrary: fc.integer({ min: 30, max: 365 }).map((by): Step => ({ kind: "rotationOn", by })) },
    { weight: 1, arbitrary: fc.integer({ min: 30, max: 365 }).map((by): Step => ({ kind: "interval", by })) },
    { weight: 4, arbitrary: fc.integer({ min: 1, max: 400 * 24 }).map((hours): Step => ({ kind: "pass", by: hours * 60 * MINUTE })) },
    { weight: 3, arbitrary: fc.integer({ min: 1, max: 130 }).map((seconds): Step => ({ kind: "pass", by: seconds * SECOND })) },
    { weight: 1, arbitrary: fc.integer({ min: -20, max: 20 }).map((days): Step => ({ kind: "jump", by: days * DAY })) },
  ),
  { minLength: 4, maxLength: 24 },
);

describe("any sequence of calls and clock steps", () => {
  test("gives the rotations and the end that the model predicts", async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const keyId = await createKey("model");
        const model: Model = { state: "enabled", interval: null, next: 0, rotations: 0, due: 0, seen: null };
        const ciphertexts: string[] = [];
        for (const step of sequence) {
          await perform(keyId, step);
          predict(model, step, kms.clock.now().getTime());
          const now = kms.clock.now().getTime();
          await kms.jobs.run("rotation");
          await kms.jobs.run("deletion");
          predictJobs(model, now);
          await compare(keyId, model);
          if (model.state === "enabled") {
            ciphertexts.push((await kms.call("encrypt-data", { key_id: keyId, plain_text: `after ${model.rotations}` })).body.cipher_text);
          }
        }
        if (model.state === "disabled") await kms.call("enable-key", { key_id: keyId });
        if (model.state === "pending") return;
        for (const cipher_text of ciphertexts) {
          expect((await kms.call("decrypt-data", { cipher_text })).status).toBe(model.state === "gone" ? 404 : 200);
        }
      }),
      { numRuns: 40 },
    );
  }, 240_000);
});

async function perform(key_id: string, step: Step): Promise<void> {
  if (step.kind === "pass") return kms.clock.pass(step.by);
  if (step.kind === "jump") return kms.clock.jump(step.by);
  if (step.kind === "enable") await kms.call("enable-key", { key_id });
  if (step.kind === "disable") await kms.call("disable-key", { key_id });
  if (step.kind === "cancel") await kms.call("cancel-key-deletion", { key_id });
  if (step.kind === "schedule") await kms.call("schedule-key-deletion", { key_id, pending_days: step.by });
  if (step.kind === "rotationOn") await kms.call("enable-key-rotation", { key_id, rotation_interval: step.by });
  if (step.kind === "interval") await kms.call("update-key-rotation-interval", { key_id, rotation_interval: step.by });
  if (step.kind === "rotationOff") await kms.call("disable-key-rotation", { key_id });
}

function predict(model: Model, step: Step, now: number): void {
  const isAlive = model.state === "enabled" || model.state === "disabled";
  if (step.kind === "enable" && model.state === "disabled") model.state = "enabled";
  if (step.kind === "disable" && model.state === "enabled") model.state = "disabled";
  if (step.kind === "schedule" && isAlive) Object.assign(model, { state: "pending", due: now + step.by * DAY, seen: null });
  if (step.kind === "cancel" && model.state === "pending") Object.assign(model, { state: "disabled", seen: null });
  if (step.kind === "rotationOn" && model.state === "enabled" && model.interval === null) {
    Object.assign(model, { interval: step.by, next: now + step.by * DAY });
  }
  if (step.kind === "interval" && isAlive && model.interval !== null)
    Object.assign(model, { interval: step.by, next: now + step.by * DAY });
  if (step.kind === "rotationOff" && isAlive) model.interval = null;
  // What was seen before the clock was set does not count.
  if (step.kind === "jump" && step.by !== 0) model.seen = null;
}

function predictJobs(model: Model, now: number): void {
  if (model.state === "enabled" && model.interval !== null && model.next <= now) {
    model.rotations += 1;
    model.next = now + model.interval * DAY;
  }
  if (model.state !== "pending" || model.due > now) return;
  model.seen ??= now;
  if (now - model.seen >= MINUTE) model.state = "gone";
}

const WIRE = { enabled: "2", disabled: "3", pending: "4", gone: "" } as const;

async function compare(keyId: string, model: Model): Promise<void> {
  const described = await kms.call("describe-key", { key_id: keyId });
  expect(described.body.key_info?.key_state ?? "").toBe(WIRE[model.state]);
  if (model.state === "gone") return;
  expect(await status(keyId)).toMatchObject({
    key_rotation_enabled: model.interval !== null,
    number_of_rotations: model.rotations,
    ...(model.interval !== null && { rotation_interval: model.interval, next_rotation_time: String(model.next) }),
  });
}

// The last, since the token does not come back in this process.
test("a token that is away postpones a rotation and a destruction, which leaves a sealed record, and marks nothing done", async () => {
  const [rotating, ending] = [await createKey("postponed"), await createKey("ending")];
  await kms.call("enable-key-rotation", { key_id: rotating, rotation_interval: 30 });
  await kms.call("schedule-key-deletion", { key_id: ending, pending_days: 30 });
  kms.clock.pass(30 * DAY);
  await kms.takeTokenAway();
  await expect(kms.jobs.run("rotation")).rejects.toThrow();
  const [run] = await sql(
    kms.dataDir,
    "select failure, failures_in_a_row, finished_at < failed_at as is_worse from job_run where name = 'rotation'",
  );
  expect(run).toEqual({ failure: "The HSM does not answer. What is due waits until it does.", failures_in_a_row: 1, is_worse: true });
  const [key] = await sql(
    kms.dataDir,
    `select k.rotation_count, k.primary_version, k.next_rotation_at <= $2 as is_due, (select count(*)::int from key_version where key_id = k.id) as versions
     from cmk k where id = $1`,
    [rotating, kms.clock.now()],
  );
  expect(key).toEqual({ rotation_count: 0, primary_version: 0, is_due: true, versions: 1 });
  expect(await sql(kms.dataDir, "select 1 from trace where resource_id = $1 and trace_name = 'rotateKey'", [rotating])).toEqual([]);
  await kms.jobs.run("deletion").catch(() => {});
  kms.clock.pass(MINUTE);
  await expect(kms.jobs.run("deletion")).rejects.toMatchObject({ code: "unavailable" });
  expect(await sql(kms.dataDir, "select state from cmk where id = $1", [ending])).toEqual([{ state: "pendingDeletion" }]);
  expect(await sql(kms.dataDir, "select 1 from key_tombstone where key_id = $1", [ending])).toEqual([]);
});
