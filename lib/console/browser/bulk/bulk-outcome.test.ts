import { expect, test } from "vitest";
import { ERRORS } from "#lib/domain/errors";
import { KMS_ERRORS, kmsCodeOf } from "#lib/wire/kms/errors";
import { unanswered } from "../../api-failure";
import { KEYS_PER_CALL } from "../../key-change";
import type { BulkJob } from "./bulk-job";
import { leftOf, retryOf } from "./bulk-outcome";
import { outcomeLine, outcomeWithDefaultKey } from "./outcome-line";
import { runBulk } from "./run-bulk";
import type { SelectedKey } from "./selected-key";

const keysOf = (number: number): SelectedKey[] =>
  Array.from({ length: number }, (_, index) => ({ key_id: `k${index}`, key_alias: `K${index}`, key_state: "2", default_key_flag: "0" }));
const jobOf = (number: number, more: Partial<BulkJob> = {}): BulkJob => ({ change: "disable", keys: keysOf(number), leftOut: [], ...more });
const allDone = async (ids: readonly string[]) => ({
  ok: true as const,
  data: ids.map((keyId) => ({ keyId, state: "3", code: "", reason: null })),
});
const pending = (keyId: string) => ({ keyId, state: "4", code: KMS_ERRORS.keyPendingDeletion.code, reason: "pending" });
const watch = { onProgress: () => {}, isStopped: () => false };

test("a change that reached every key says only that", async () => {
  expect(outcomeLine(await runBulk(jobOf(1), allDone, watch))).toBe("1 disabled");
  expect(outcomeLine(await runBulk(jobOf(1200), allDone, watch))).toBe("1,200 disabled");
});

test("what was left out and what the API refused is skipped, each with its reason; the others are changed", async () => {
  const [first, ...others] = keysOf(4);
  const job = jobOf(0, { keys: others, leftOut: [{ key: first as SelectedKey, reason: "default" }] });
  const outcome = await runBulk(
    job,
    async (ids) => ({
      ok: true,
      data: ids.map((keyId) => (keyId === "k2" ? pending(keyId) : { keyId, state: "4", code: "", reason: null })),
    }),
    watch,
  );
  expect(outcomeLine(outcome)).toBe("2 disabled · 2 skipped");
  expect(outcome.skipped.map(({ key, reason }) => `${key.key_alias}: ${reason}`)).toEqual(["K0: default", "K2: pending deletion"]);
  expect(outcome.skipped[1]?.key.key_state).toBe("4");
});

test("one default master key that was skipped is named in the line itself; all else in a list", async () => {
  const [first, ...others] = keysOf(2).map((key) => ({ ...key, key_alias: "obs/default" }));
  const skip = (reason: string) => runBulk(jobOf(0, { keys: others, leftOut: [{ key: first as SelectedKey, reason }] }), allDone, watch);
  expect(outcomeWithDefaultKey(await skip("default master key"))).toBe("1 disabled · 1 skipped: obs/default is a default master key");
  expect(outcomeWithDefaultKey(await skip("already disabled"))).toBeNull();
});

test("stopping ends after the chunk under way, and the rest is not reached", async () => {
  const progress: number[] = [];
  const outcome = await runBulk(jobOf(3 * KEYS_PER_CALL), allDone, {
    onProgress: (done) => progress.push(done),
    isStopped: () => progress.length === 1,
  });
  expect(progress).toEqual([KEYS_PER_CALL]);
  expect(outcomeLine(outcome)).toBe("100 disabled · 200 not reached");
});

test("a service that fails ends the job; a retry touches only what was not changed", async () => {
  const failure = { kind: "refused" as const, status: 503, code: "", message: "down", requestId: "r-1" };
  let calls = 0;
  const job = jobOf(3 * KEYS_PER_CALL);
  const outcome = await runBulk(job, async (ids) => (calls++ === 1 ? { ok: false, failure } : allDone(ids)), watch);
  expect(outcomeLine(outcome)).toBe("100 disabled · 100 failed · 100 not reached");
  expect(outcome.requestId).toBe("r-1");
  const sent: string[] = [];
  const record = (ids: readonly string[]) => {
    sent.push(...ids);
    return allDone(ids);
  };
  const again = retryOf(job, outcome);
  const second = await runBulk(again as BulkJob, record, watch);
  expect(sent).toEqual(job.keys.slice(KEYS_PER_CALL).map(({ key_id }) => key_id));
  expect(leftOf(second)).toEqual([]);
  expect(retryOf(again as BulkJob, second)).toBeNull();
});

test("keys of which the answer was lost may have been changed: they are neither done nor failed, and are tried again", async () => {
  const failure = unanswered(true);
  let calls = 0;
  const job = jobOf(3 * KEYS_PER_CALL);
  const outcome = await runBulk(job, async (ids) => (calls++ === 1 ? { ok: false, failure } : allDone(ids)), watch);
  expect(outcomeLine(outcome)).toBe("100 disabled · 100 may have been disabled · 100 not reached");
  expect(outcome.uncertain[0]).toMatchObject({ reason: "may have been disabled: the answer did not arrive" });
  expect(leftOf(outcome)).toHaveLength(200);
  expect(retryOf(job, outcome)?.keys).toHaveLength(200);
});

test("what was skipped or left out is not tried again", async () => {
  const [first, ...others] = keysOf(4);
  const job = jobOf(0, { keys: others, leftOut: [{ key: first as SelectedKey, reason: "default" }] });
  const reached = {
    change: "disable",
    done: ["k1"],
    skipped: [...job.leftOut, { key: others[1] as SelectedKey, reason: "pending" }],
    failed: [],
    uncertain: [],
    notReached: [],
    requestId: "",
  } as const;
  expect(retryOf(job, reached)).toBeNull();
  const failed = [{ key: others[2] as SelectedKey, reason: "down" }];
  expect(retryOf(job, { ...reached, failed })).toEqual({ ...job, keys: [others[2]], leftOut: [] });
});

test("a key that is gone has failed: no state of it was in the way", async () => {
  const { message } = ERRORS.keyNotFound;
  const gone = async (ids: readonly string[]) => ({
    ok: true as const,
    data: ids.map((keyId) => (keyId === "k0" ? { keyId, state: "", code: kmsCodeOf("keyNotFound"), reason: message } : pending(keyId))),
  });
  const outcome = await runBulk(jobOf(2), gone, watch);
  expect(outcomeLine(outcome)).toBe("0 disabled · 1 skipped · 1 failed");
  expect(outcome.failed).toEqual([{ key: keysOf(1)[0], reason: message }]);
});

test("a key that the answer does not name is not taken for changed", async () => {
  const outcome = await runBulk(jobOf(2), async () => ({ ok: true, data: [] }), watch);
  expect(outcome.done).toEqual([]);
  expect(outcome.failed).toHaveLength(2);
});

test("what is skipped is told by the state that the API saw", async () => {
  const states = { k0: "3", k1: "5", k2: "4" } as const;
  const refuse = async (ids: readonly string[]) => ({
    ok: true as const,
    data: ids.map((keyId) => ({
      keyId,
      state: states[keyId as keyof typeof states],
      code: kmsCodeOf(keyId === "k2" ? "keyPendingDeletion" : "keyNotEnabled"),
      reason: "The key is not enabled.",
    })),
  });
  const { skipped } = await runBulk(jobOf(3), refuse, watch);
  expect(skipped.map(({ key, reason }) => `${key.key_alias}: ${reason}`)).toEqual([
    "K0: already disabled",
    "K1: pending import",
    "K2: pending deletion",
  ]);
  const tagged = await runBulk(jobOf(3, { change: "addTags" }), refuse, watch);
  expect(tagged.skipped[0]?.reason).toBe("The key is not enabled.");
});
