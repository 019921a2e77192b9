import { EventEmitter } from "node:events";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Snapshot } from "#lib/api/edge/metrics/snapshot";
import { keepMetrics, shareMetrics } from "./metrics-link";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Workers on channels that carry what JSON carries; `counted` is what each would tell. */
function start(workers: number) {
  const connect = keepMetrics();
  const launch = (counted: number) => {
    const atPrimary = new EventEmitter();
    const atWorker = new EventEmitter();
    const carry = (to: EventEmitter) => (message: object) => {
      const text = JSON.stringify(message);
      queueMicrotask(() => to.emit("message", JSON.parse(text)));
    };
    const worker = { counted, isHung: false, isConnected: true, nonsense: null as unknown };
    const isConnected = { get: () => worker.isConnected };
    Object.defineProperty(atPrimary, "connected", isConnected);
    Object.defineProperty(atWorker, "connected", isConnected);
    Object.assign(atPrimary, { send: (message: object) => worker.isHung || carry(atWorker)(message) });
    const tell = (message: { kind?: string }) =>
      message.kind === "metrics" && worker.nonsense !== null ? { ...message, snapshot: worker.nonsense } : message;
    Object.assign(atWorker, { send: (message: object) => carry(atPrimary)(tell(message)) });
    connect(atPrimary as never);
    const own = (): Snapshot => [
      { family: "kms_guesses_total", labels: ["hit"], values: [worker.counted] },
      { family: "kms_workers_reporting", labels: [], values: [1] },
    ];
    const gather = shareMetrics(own, atWorker as never);
    const kill = () => {
      worker.isConnected = false;
      atPrimary.emit("exit");
    };
    return Object.assign(worker, { gather, kill });
  };
  const all = Array.from({ length: workers }, (_, index) => launch(10 ** index));
  return { all, launch };
}

/** What one worker says: hits of all, and how many workers report. */
async function ask(worker: { gather: () => Promise<Snapshot> }) {
  const answer = worker.gather();
  answer.catch(() => {});
  await vi.advanceTimersByTimeAsync(3_000);
  const sum = await answer;
  const of = (name: string) => sum.find(({ family }) => family === name)?.values[0];
  return [of("kms_guesses_total"), of("kms_workers_reporting")];
}

test("whichever worker is asked, the sum of all is told", async () => {
  const { all } = start(3);
  for (const worker of all) expect(await ask(worker)).toEqual([111, 3]);
  for (const worker of all) worker.counted += 1;
  expect(await ask(all[0] as never)).toEqual([114, 3]);
});

test("many who ask at once are each told the whole", async () => {
  const { all } = start(2);
  expect(await Promise.all([...all, ...all].map(ask))).toEqual(Array(4).fill([11, 2]));
});

test("what a worker had counted outlives it, and what its successor counts comes on top", async () => {
  const { all, launch } = start(2);
  const [first, second] = all as [(typeof all)[0], (typeof all)[0]];
  expect(await ask(first)).toEqual([11, 2]);
  second.kill();
  expect(await ask(first)).toEqual([11, 1]);
  launch(100);
  expect(await ask(first)).toEqual([111, 2]);
});

test("a worker that hangs holds nobody up, counts as it was when it last answered, and goes on when it answers again", async () => {
  const { all } = start(2);
  const [first, second] = all as [(typeof all)[0], (typeof all)[0]];
  expect(await ask(first)).toEqual([11, 2]);
  second.counted = 50;
  second.isHung = true;
  expect(await ask(first)).toEqual([11, 1]);
  second.isHung = false;
  expect(await ask(first)).toEqual([51, 2]);
});

test("a worker that ends while it is asked counts once", async () => {
  const { all } = start(2);
  const [first, second] = all as [(typeof all)[0], (typeof all)[0]];
  expect(await ask(first)).toEqual([11, 2]);
  second.isHung = true;
  const answer = ask(first);
  await vi.advanceTimersByTimeAsync(100);
  second.kill();
  expect(await answer).toEqual([11, 1]);
  expect(await ask(first)).toEqual([11, 1]);
});

test("without its primary a worker tells nothing, since half a sum would look like counters that go back", async () => {
  const { all } = start(1);
  const [only] = all as [(typeof all)[0]];
  only.isConnected = false;
  await expect(ask(only)).rejects.toMatchObject({ code: "unavailable" });
});

test.each([
  ["nothing", 1],
  ["no list", { length: 3 }],
  ["no series", [null, 1, "text", {}]],
  ["no family of ours", [{ family: "__proto__", labels: [], values: [1] }]],
  ["no labels", [{ family: "kms_guesses_total", labels: 1, values: [1] }]],
  ["no numbers", [{ family: "kms_guesses_total", labels: ["hit"], values: [null, "1"] }]],
])("a worker that tells %s harms neither the primary nor the sum", async (_what, nonsense) => {
  const { all } = start(2);
  const [first, second] = all as [(typeof all)[0], (typeof all)[0]];
  second.nonsense = nonsense;
  expect(await ask(first)).toEqual([1, 1]);
  second.kill();
  expect(await ask(first)).toEqual([1, 1]);
});
