import { expect, test } from "vitest";
import type { ProvenTrace, TraceRow } from "#lib/store/traces/traces";
import { type TraceGap, TraceWriter } from "./trace-writer";

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
  const proof = { tokenHash: Buffer.alloc(32), iamRevision: "1", row: null };
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
