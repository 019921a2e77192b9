import { describe, expect, test, vi } from "vitest";
import { KmsError } from "#lib/domain/errors";
import { type GateSettings, type Passage, RequestGate } from "./request-gate";

const anybody: Passage = { caller: "anybody", isKnown: true, lane: "use" };
const gateOf = (settings: Partial<GateSettings> = {}) =>
  new RequestGate({ capacity: 1, deadlineMs: 60_000, tokenSessions: 4, ...settings });
const never = () => new Promise<never>(() => {});
const refusal = (code: string) => expect.objectContaining({ code });

describe("the request gate", () => {
  test("refuses what is more than its capacity, and admits the next when one has ended", async () => {
    const gate = gateOf({ capacity: 2 });
    let end = () => {};
    const first = gate.pass(anybody, () => new Promise<void>((resolve) => (end = resolve)));
    gate.pass(anybody, never);
    await expect(gate.pass(anybody, async () => 1)).rejects.toEqual(refusal("overloaded"));
    end();
    await first;
    await expect(gate.pass(anybody, async () => 1)).resolves.toBe(1);
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
    const gate = gateOf();
    for (let times = 0; times < 3; times += 1) await expect(gate.pass(anybody, work)).rejects.toEqual(refusal("keyNotFound"));
    await expect(gate.pass(anybody, async () => 1)).resolves.toBe(1);
    gate.close();
  });

  test("counts work that throws before its first wait as passed, and as over", async () => {
    const gate = gateOf();
    expect(gate.wasPassed(1_000_000)).toBe(false);
    await gate
      .pass(anybody, () => {
        throw new Error("at once");
      })
      .catch(() => {});
    expect([gate.wasPassed(1_000_000), gate.wasPassed(0)]).toEqual([true, false]);
    gate.close();
  });

  test("answers for work that takes longer than the deadline, tells it so, and keeps its place until it has ended", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
    try {
      const gate = gateOf({ deadlineMs: 1_000 });
      let end = () => {};
      let isLate = () => false;
      const work = gate.pass(anybody, (ask) => {
        isLate = ask;
        return new Promise<void>((resolve) => (end = resolve));
      });
      const answered = expect(work).rejects.toEqual(refusal("tooLate"));
      await vi.advanceTimersByTimeAsync(900);
      expect(isLate()).toBe(false);
      await vi.advanceTimersByTimeAsync(200);
      await answered;
      expect(isLate()).toBe(true);
      await expect(gate.pass(anybody, async () => 1)).rejects.toEqual(refusal("overloaded"));
      end();
      await vi.advanceTimersByTimeAsync(0);
      await expect(gate.pass(anybody, async () => 1)).resolves.toBe(1);
      gate.close();
    } finally {
      vi.useRealTimers();
    }
  });

  test("what waited until its deadline was never begun, and says so", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
    try {
      const gate = gateOf({ capacity: 100, deadlineMs: 1_000 });
      const ends: (() => void)[] = [];
      const first = Array.from({ length: 32 }, () => gate.pass(anybody, () => new Promise<void>((resolve) => ends.push(resolve))));
      const late = Promise.allSettled(first);
      const begun = vi.fn(never);
      const waiting = expect(gate.pass(anybody, begun)).rejects.toEqual(refusal("overloaded"));
      await vi.advanceTimersByTimeAsync(1_200);
      await waiting;
      for (const end of ends) end();
      await late;
      await vi.advanceTimersByTimeAsync(0);
      expect(begun).not.toHaveBeenCalled();
      expect(gate.wasPassed(0)).toBe(false);
      gate.close();
    } finally {
      vi.useRealTimers();
    }
  });

  test("what a client left behind is not begun", async () => {
    const gate = gateOf({ capacity: 100 });
    const ends: (() => void)[] = [];
    const first = Array.from({ length: 32 }, () => gate.pass(anybody, () => new Promise<void>((resolve) => ends.push(resolve))));
    const begun = vi.fn(never);
    const abandoned = gate.pass({ ...anybody, isAbandoned: () => true }, begun);
    const next = gate.pass(anybody, async () => "next");
    for (const end of ends) end();
    await expect(abandoned).rejects.toEqual(refusal("overloaded"));
    await expect(next).resolves.toBe("next");
    await Promise.all(first);
    expect(begun).not.toHaveBeenCalled();
    gate.close();
  });

  test("changes take no place of uses, and each lane has its own", async () => {
    const gate = gateOf({ capacity: 30 });
    const change = { ...anybody, lane: "other" } as const;
    let changes = 0;
    for (let count = 0; count < 25; count += 1)
      gate.pass(change, () => {
        changes += 1;
        return never();
      });
    expect(changes).toBe(16);
    await expect(gate.pass(anybody, async () => "decrypted")).resolves.toBe("decrypted");
    gate.close();
  });

  test("at its capacity whatever waits makes room for others, in whatever lane: a crowd of changes keeps no use out", async () => {
    const gate = gateOf({ capacity: 20 });
    const change = { ...anybody, lane: "other" } as const;
    const changes = Array.from({ length: 20 }, () => gate.pass(change, never));
    await expect(gate.pass(anybody, async () => "decrypted")).resolves.toBe("decrypted");
    await expect(changes[19]).rejects.toEqual(refusal("overloaded"));
    // Three wait still, of whom none has more than the next of them would.
    const more = Array.from({ length: 2 }, () => gate.pass({ ...change, caller: "somebody else" }, never));
    await expect(changes[18]).rejects.toEqual(refusal("overloaded"));
    await expect(gate.pass(change, never)).rejects.toEqual(refusal("overloaded"));
    expect(more.length).toBe(2);
    gate.close();
  });

  test("at its capacity who has sent least is let in, in place of the newest of who has sent most", async () => {
    const gate = gateOf({ capacity: 36 });
    const sent = Array.from({ length: 36 }, () => gate.pass(anybody, never));
    await expect(gate.pass(anybody, never)).rejects.toEqual(refusal("overloaded"));
    await expect(gate.pass({ ...anybody, caller: "somebody else" }, async () => "served")).resolves.toBe("served");
    await expect(sent[35]).rejects.toEqual(refusal("overloaded"));
    gate.close();
  });
});
