import { expect, test } from "vitest";
import type { ProvenTrace, TraceRow } from "#lib/store/traces/traces";
import { type TraceCommit, type TraceGap, TraceWriter } from "./trace-writer";

const row = (name: string) => ({ traceName: name }) as TraceRow;

function writer(describeGap?: (gap: TraceGap) => TraceRow | null) {
  const state = { fault: null as Error | null, written: [] as string[], attempts: 0 };
  const insert = async (traces: readonly ProvenTrace[]) => {
    state.attempts += 1;
    if (state.fault) throw state.fault;
    state.written.push(...traces.map((trace) => trace.row.traceName));
    return traces.map(({ proof }) => proof === null);
  };
  let at = 0;
  const now = () => new Date(at++);
  return { state, traces: new TraceWriter({ insert, now, retryMs: 5, ...(describeGap && { describeGap }) }) };
}

test("rows that come together are written together, and each caller hears of its own proof", async () => {
  const { state, traces } = writer();
  const proof = { tokenHash: Buffer.alloc(32), tokenXmin: "1", iamXmin: "1", row: null };
  expect(await Promise.all([traces.append(row("a")), traces.append(row("b"), proof), traces.append(row("c"))])).toEqual([
    true,
    false,
    true,
  ]);
  expect(state.attempts).toBe(1);
  expect(traces.trouble).toBeNull();
});

test("after a failed write it is in trouble, tries again by itself, and leaves one trace of the time without", async () => {
  const gaps: TraceGap[] = [];
  const { state, traces } = writer((gap) => {
    gaps.push(gap);
    return row("gap");
  });
  state.fault = new Error("no space left on device");
  await expect(Promise.all([traces.append(row("a")), traces.append(row("b"))])).rejects.toMatchObject({ code: "unavailable" });
  expect(traces.trouble).toMatchObject({ since: new Date(0), cause: state.fault });
  await expect(traces.append(row("c"))).rejects.toMatchObject({ code: "unavailable" });
  await expect.poll(() => state.attempts).toBeGreaterThan(4);
  expect(traces.trouble?.since).toEqual(new Date(0));
  state.fault = null;
  await expect.poll(() => traces.trouble).toBeNull();
  expect(state.written).toEqual(["gap"]);
  expect(gaps.at(-1)).toMatchObject({ from: new Date(0), notWritten: 3 });
  expect(gaps.at(-1)?.until.getTime()).toBeGreaterThan(0);
  const { attempts } = state;
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(state.attempts).toBe(attempts);
});

test("a caller whose row is written while there is trouble ends it, and the gap is traced with it", async () => {
  const { state, traces } = writer(() => row("gap"));
  state.fault = new Error("gone");
  await expect(traces.append(row("a"))).rejects.toThrow();
  state.fault = null;
  expect(await traces.append(row("b"))).toBe(true);
  expect(state.written).toEqual(["b", "gap"]);
  expect(traces.trouble).toBeNull();
});

test("where a gap can be filed nowhere, the next row that is written ends the trouble", async () => {
  const { state, traces } = writer();
  state.fault = new Error("gone");
  await expect(traces.append(row("a"))).rejects.toThrow();
  state.fault = null;
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(traces.trouble).not.toBeNull();
  expect(await traces.append(row("b"))).toBe(true);
  expect(traces.trouble).toBeNull();
});

test("tells the other processes when its trouble begins and when it ends, once each", async () => {
  const told: boolean[] = [];
  let fault: Error | null = new Error("no space left on device");
  const insert = async (traces: readonly ProvenTrace[]) => {
    if (fault) throw fault;
    return traces.map(() => true);
  };
  const shared = { isElsewhere: () => true, tell: (isThere: boolean) => void told.push(isThere) };
  const traces = new TraceWriter({ insert, describeGap: () => row("gap"), retryMs: 5, shared });
  for (const name of ["a", "b"]) await expect(traces.append(row(name))).rejects.toThrow();
  expect(told).toEqual([true]);
  fault = null;
  await expect.poll(() => told).toEqual([true, false]);
  await traces.append(row("c"));
  expect(told).toEqual([true, false]);
  expect(traces.isTroubleElsewhere).toBe(true);
});

/** SQLSTATE 22021, as the database refuses a text with a character that it does not know. */
const refusedRow = () => Object.assign(new Error("invalid byte sequence"), { code: "22021" });

function pickyWriter(bad: readonly string[], isDown = () => false) {
  const written: string[] = [];
  const told: boolean[] = [];
  const gaps: TraceGap[] = [];
  const sizes: number[] = [];
  const insert = async (traces: readonly ProvenTrace[]) => {
    sizes.push(traces.length);
    if (isDown()) throw new Error("gone");
    if (traces.some(({ row }) => bad.includes(row.traceName))) throw refusedRow();
    written.push(...traces.filter(({ proof }) => proof === null).map((trace) => trace.row.traceName));
    return traces.map(({ proof }) => proof === null);
  };
  const describeGap = (gap: TraceGap) => {
    gaps.push(gap);
    return row("gap");
  };
  const shared = { isElsewhere: () => false, tell: (isThere: boolean) => void told.push(isThere) };
  return { traces: new TraceWriter({ insert, describeGap, shared, retryMs: 5 }), written, told, gaps, sizes };
}

test.each([0, 1, 99, 255, 256, 511])(
  "a row that the database refuses, at place %i of a batch, fails alone, and leaves a trace",
  async (place) => {
    const { traces, written, told, gaps, sizes } = pickyWriter(["bad"]);
    const names = Array.from({ length: 512 }, (_none, index) => (index === place ? "bad" : `good-${index}`));
    const outcomes = await Promise.allSettled(names.map((name) => traces.append(row(name))));
    expect(outcomes.map(({ status }) => status)).toEqual(names.map((name) => (name === "bad" ? "rejected" : "fulfilled")));
    expect(outcomes[place]).toMatchObject({ reason: { code: "internal", cause: { code: "22021" } } });
    await traces.flush();
    expect(written).toEqual([...names.filter((name) => name !== "bad"), "gap"]);
    expect(gaps).toMatchObject([{ notWritten: 1 }]);
    expect(told).toEqual([]);
    expect(traces.trouble).toBeNull();
    expect(sizes.length).toBeLessThan(25);
  },
);

test("several refused rows of a batch fail, each by itself, and proofs are still told row by row", async () => {
  const { traces, written, gaps } = pickyWriter(["bad-1", "bad-2"]);
  const proof = { tokenHash: Buffer.alloc(32), tokenXmin: "1", iamXmin: "1", row: null };
  const outcomes = await Promise.allSettled([
    traces.append(row("bad-1")),
    traces.append(row("wrong"), proof),
    traces.append(row("right")),
    traces.append(row("bad-2"), proof),
  ]);
  expect(outcomes.map((outcome) => (outcome.status === "fulfilled" ? outcome.value : outcome.reason.code))).toEqual([
    "internal",
    false,
    true,
    "internal",
  ]);
  await traces.flush();
  expect(written).toEqual(["right", "gap"]);
  expect(gaps).toMatchObject([{ notWritten: 2 }]);
});

test("a database that goes away while a refused row is looked for fails those that are not committed yet, and no others", async () => {
  let attempts = 0;
  const { traces, written, gaps } = pickyWriter(["bad"], () => ++attempts === 3);
  const outcomes = await Promise.allSettled(["a", "b", "bad", "c"].map((name) => traces.append(row(name))));
  expect(outcomes.map((outcome) => (outcome.status === "fulfilled" ? outcome.value : outcome.reason.code))).toEqual([
    true,
    true,
    "unavailable",
    "unavailable",
  ]);
  await expect.poll(() => written).toEqual(["a", "b", "gap"]);
  expect(gaps.at(-1)).toMatchObject({ notWritten: 2 });
});

test("where not even the trace of a gap is taken, it is in trouble, tries no row by itself, and comes back by itself", async () => {
  const bad = ["bad", "gap"];
  const { traces, written, told, gaps, sizes } = pickyWriter(bad);
  await expect(traces.append(row("bad"))).rejects.toMatchObject({ code: "internal" });
  await expect.poll(() => told).toEqual([true]);
  expect(traces.trouble).toMatchObject({ cause: { code: "22021" } });
  sizes.length = 0;
  const settled = await Promise.allSettled(Array.from({ length: 100 }, (_none, at) => traces.append(row(`good-${at}`))));
  expect(new Set(settled.map((outcome) => outcome.status === "rejected" && outcome.reason.code))).toEqual(new Set(["unavailable"]));
  // All of them at once, and after that the trace of the gap alone.
  expect(sizes.filter((size) => size > 1)).toEqual([101]);
  bad.length = 0;
  await expect.poll(() => traces.trouble).toBeNull();
  expect(told).toEqual([true, false]);
  expect(written).toEqual(["gap"]);
  expect(gaps.at(-1)).toMatchObject({ notWritten: 101 });
});

test("a refused row among others fails alone, also when it comes while there was trouble that has passed", async () => {
  let isDown = true;
  const { traces, written, told } = pickyWriter(["bad"], () => isDown);
  await expect(traces.append(row("lost"))).rejects.toMatchObject({ code: "unavailable" });
  isDown = false;
  const settled = await Promise.allSettled(["a", "bad", "b"].map((name) => traces.append(row(name))));
  expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  await traces.flush();
  expect(written).toEqual(["gap", "a", "b", "gap"]);
  expect(told).toEqual([true, false]);
});

test("tells of its queue, and of each commit with its rows", async () => {
  const commits: TraceCommit[] = [];
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const insert = async (traces: readonly ProvenTrace[]) => {
    await held;
    return traces.map(({ proof }) => proof === null);
  };
  const traces = new TraceWriter({ insert, onCommit: (commit) => void commits.push(commit) });
  const proof = { tokenHash: Buffer.alloc(32), tokenXmin: "1", iamXmin: "1", row: null };
  const first = [traces.append(row("a")), traces.append(row("b"), proof)];
  await new Promise((resolve) => setTimeout(resolve, 5));
  const second = traces.append(row("c"));
  expect(traces.stats).toEqual({ queued: 3, commits: 0, rows: 0, disproven: 0 });
  release();
  await Promise.all([...first, second]);
  await traces.flush();
  expect(traces.stats).toEqual({ queued: 0, commits: 2, rows: 2, disproven: 1 });
  expect(commits).toMatchObject([
    { rows: 2, isCommitted: true },
    { rows: 1, isCommitted: true },
  ]);
  for (const { seconds } of commits) expect(seconds).toBeGreaterThanOrEqual(0);
});

test("more rows than a statement takes are written in order, one statement after the other, and a queue without end is refused", async () => {
  let atOnce = 0;
  let mostAtOnce = 0;
  const sizes: number[] = [];
  const insert = async (traces: readonly ProvenTrace[]) => {
    atOnce += 1;
    mostAtOnce = Math.max(mostAtOnce, atOnce);
    sizes.push(traces.length);
    await new Promise(setImmediate);
    atOnce -= 1;
    return traces.map(() => true);
  };
  const traces = new TraceWriter({ insert });
  const appended = Array.from({ length: 20_001 }, (_none, index) => traces.append(row(String(index))));
  const outcomes = await Promise.allSettled(appended);
  expect(outcomes.filter(({ status }) => status === "rejected")).toHaveLength(1);
  expect(outcomes.at(-1)).toMatchObject({ reason: { code: "unavailable" } });
  expect(mostAtOnce).toBe(1);
  expect(Math.max(...sizes)).toBe(512);
  expect(sizes.reduce((sum, size) => sum + size)).toBe(20_000);
});
