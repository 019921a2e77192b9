import { describe, expect, test, vi } from "vitest";
import { KmsError } from "#lib/domain/errors";
import { RequestGate } from "./request-gate";

const never = () => new Promise<never>(() => {});
const refusal = (code: string) => expect.objectContaining({ code });

describe("the request gate", () => {
  test("refuses what is more than its capacity, and admits the next when one has ended", async () => {
    const gate = new RequestGate({ capacity: 2, deadlineMs: 60_000 });
    let end = () => {};
    const first = gate.pass(() => new Promise<void>((resolve) => (end = resolve)));
    gate.pass(never);
    await expect(gate.pass(async () => 1)).rejects.toEqual(refusal("overloaded"));
    end();
    await first;
    await expect(gate.pass(async () => 1)).resolves.toBe(1);
    gate.close();
  });

  test.each([
    ["rejects", () => Promise.reject(new KmsError("keyNotFound"))],
    [
      "throws before its first wait",
      () => {
        throw new KmsError("keyNotFound");
      },
    ],
  ])("gives the place of work that %s free", async (_how, work) => {
    const gate = new RequestGate({ capacity: 1, deadlineMs: 60_000 });
    for (let times = 0; times < 3; times += 1) await expect(gate.pass(work)).rejects.toEqual(refusal("keyNotFound"));
    await expect(gate.pass(async () => 1)).resolves.toBe(1);
    gate.close();
  });

  test("counts work that throws before its first wait as passed, and as over", async () => {
    const gate = new RequestGate({ capacity: 1, deadlineMs: 60_000 });
    expect(gate.wasPassed(1_000_000)).toBe(false);
    await gate
      .pass(() => {
        throw new Error("at once");
      })
      .catch(() => {});
    expect([gate.wasPassed(1_000_000), gate.wasPassed(0)]).toEqual([true, false]);
    gate.close();
  });

  test("answers for work that takes longer than the deadline, tells it so, and keeps its place until it has ended", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
    try {
      const gate = new RequestGate({ capacity: 1, deadlineMs: 1_000 });
      let end = () => {};
      let isLate = () => false;
      const work = gate.pass((ask) => {
        isLate = ask;
        return new Promise<void>((resolve) => (end = resolve));
      });
      const answered = expect(work).rejects.toEqual(refusal("tooLate"));
      await vi.advanceTimersByTimeAsync(900);
      expect(isLate()).toBe(false);
      await vi.advanceTimersByTimeAsync(200);
      await answered;
      expect(isLate()).toBe(true);
      await expect(gate.pass(async () => 1)).rejects.toEqual(refusal("overloaded"));
      end();
      await vi.advanceTimersByTimeAsync(0);
      await expect(gate.pass(async () => 1)).resolves.toBe(1);
      gate.close();
    } finally {
      vi.useRealTimers();
    }
  });
});
