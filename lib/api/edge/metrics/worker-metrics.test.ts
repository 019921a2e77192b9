import { describe, expect, test } from "vitest";
import { FAMILIES, type Family } from "./families";
import { toFigures } from "./process-figures";
import { addUp, type Snapshot, withoutGauges } from "./snapshot";
import { WorkerMetrics } from "./worker-metrics";

const countOf = (snapshot: Snapshot, family: string, ...labels: string[]) =>
  snapshot
    .find((series) => series.family === family && series.labels.join() === labels.join())
    ?.values.slice(0, -1)
    .reduce((sum, count) => sum + count, 0);

describe("a worker", () => {
  test("tells only of what has happened", () => {
    const metrics = new WorkerMetrics();
    metrics.requests("createKey");
    expect(metrics.snapshot()).toEqual([]);
  });

  test.each([
    [200, "ok"],
    [204, "ok"],
    [304, "ok"],
    [400, "refused"],
    [401, "refused"],
    [429, "refused"],
    [500, "failed"],
    [503, "failed"],
  ])("counts an answer with status %d as %s", (status, outcome) => {
    const metrics = new WorkerMetrics();
    metrics.requests("createKey").note(status, 0.01);
    expect(metrics.snapshot().map(({ family, labels }) => [family, ...labels])).toEqual([["kms_request_seconds", "createKey", outcome]]);
  });

  test("counts requests, steps, token calls and commits each under its name", () => {
    const metrics = new WorkerMetrics();
    const times = metrics.requests("createKey");
    times.note(200, 0.1);
    metrics.requests("createKey").note(200, 0.2);
    metrics.onStep("authorise", 0.001);
    metrics.onTokenCall("signDigest", "answered", 0.001);
    metrics.onTokenCall("signDigest", "refused", 0.001);
    metrics.onTokenCall("signDigest", "failed", 0.001);
    metrics.onTokenCall("signDigest", "failed", 0.001);
    metrics.onTraceCommit({ rows: 3, seconds: 0.01, isCommitted: true });
    metrics.onTraceCommit({ rows: 5, seconds: 0.01, isCommitted: false });
    const snapshot = metrics.snapshot();
    expect(countOf(snapshot, "kms_request_seconds", "createKey", "ok")).toBe(2);
    expect(countOf(snapshot, "kms_step_seconds", "authorise")).toBe(1);
    expect(["ok", "refused", "failed"].map((outcome) => countOf(snapshot, "kms_token_call_seconds", "signDigest", outcome))).toEqual([
      1, 1, 2,
    ]);
    expect(snapshot.find(({ family }) => family === "kms_trace_commit_rows")?.values.at(-1)).toBe(3);
    expect(["ok", "failed"].map((outcome) => countOf(snapshot, "kms_trace_commit_seconds", outcome))).toEqual([1, 1]);
  });

  test("reads the rest when somebody asks", () => {
    const metrics = new WorkerMetrics();
    let queued = 1;
    const pool = { inUse: 1, idle: 2, waiting: 3, max: 4 };
    metrics.readWith(() =>
      toFigures({
        traces: { queued, disproven: 2 },
        pools: { hot: pool },
        guesses: { hits: 5, misses: 6 },
        alterations: 7,
        isDatabaseOlder: true,
      }),
    );
    queued = 7;
    expect(metrics.snapshot().map(({ family, labels, values }) => [family, ...labels, ...values])).toEqual([
      ["kms_trace_queue_length", 7],
      ["kms_guesses_total", "hit", 5],
      ["kms_guesses_total", "miss", 6],
      ["kms_guesses_wrong_total", 2],
      ["kms_integrity_refusals_total", 7],
      ["kms_pool_connections", "hot", "in_use", 1],
      ["kms_pool_connections", "hot", "idle", 2],
      ["kms_pool_connections_max", "hot", 4],
      ["kms_pool_waiting", "hot", 3],
      ["kms_integrity_database_older", 1],
      ["kms_workers_reporting", 1],
    ]);
  });
});

describe("figures of several workers", () => {
  const of = (status: number, seconds: number) => {
    const metrics = new WorkerMetrics();
    metrics.requests("createKey").note(status, seconds);
    metrics.readWith(() => [{ family: "kms_trace_queue_length", labels: [], values: [2] }]);
    return metrics.snapshot();
  };

  test("are added up, series by series and bucket by bucket", () => {
    const sum = addUp([of(200, 0.002), of(200, 0.3), of(404, 0.1)]);
    expect(sum.map(({ family, labels }) => [family, ...labels])).toEqual([
      ["kms_request_seconds", "createKey", "ok"],
      ["kms_trace_queue_length"],
      ["kms_request_seconds", "createKey", "refused"],
    ]);
    expect(sum[0]?.values.at(-1)).toBeCloseTo(0.302);
    expect(sum[0]?.values.filter((count) => count === 1)).toHaveLength(2);
    expect(sum[1]?.values).toEqual([6]);
  });

  test("go on to count when one is gone, but not what it was doing", () => {
    expect(withoutGauges(of(200, 0.1)).map(({ family }) => family)).toEqual(["kms_request_seconds"]);
  });
});

test("every family has buckets where it is a histogram, its kind's ending in its name, and a sentence of help in one line", () => {
  for (const [name, { kind, help, bounds }] of Object.entries<Family>(FAMILIES)) {
    expect(bounds === undefined, name).toBe(kind !== "histogram");
    expect([...(bounds ?? [])].sort((a, b) => a - b)).toEqual([...new Set(bounds ?? [])]);
    expect(name.endsWith("_total"), name).toBe(kind === "counter");
    expect(help, name).toMatch(/^[A-Z][^\n\\]+\.$/);
  }
});
