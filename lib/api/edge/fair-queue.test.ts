import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { FairQueue, type Waiting } from "./fair-queue";

const BOUNDS = { atOnce: 4, beside: 2, patienceMs: 1_000 };

/** Notes what becomes of each request, in the order in which it does. */
function noted(queue: FairQueue) {
  const begun: string[] = [];
  const refused: string[] = [];
  let number = 0;
  const enter = (caller: string, more: Partial<Waiting> = {}): Waiting => {
    const name = `${caller}${++number}`;
    const one: Waiting = {
      since: performance.now(),
      isKnown: true,
      isAbandoned: () => false,
      begin: () => begun.push(name),
      refuse: () => refused.push(name),
      ...more,
    };
    queue.enter(caller, one);
    return one;
  };
  return { begun, refused, enter };
}

describe("the fair queue", () => {
  test("one caller alone has all places, and the rest waits in its order", () => {
    const queue = new FairQueue(BOUNDS);
    const { begun, enter } = noted(queue);
    for (let count = 0; count < 6; count += 1) enter("a");
    expect(begun).toEqual(["a1", "a2", "a3", "a4"]);
    queue.leave("a");
    expect(begun.at(-1)).toBe("a5");
    expect(queue.size).toBe(5);
  });

  test("who has nothing under way never waits, however many places are taken", () => {
    const queue = new FairQueue(BOUNDS);
    const { begun, enter } = noted(queue);
    for (let count = 0; count < 6; count += 1) enter("a");
    enter("b");
    enter("c");
    expect(begun.slice(4)).toEqual(["b7", "c8"]);
  });

  test("while others are there, each has its bound, and what ends makes place for whoever has least", () => {
    const queue = new FairQueue(BOUNDS);
    const { begun, enter } = noted(queue);
    enter("b");
    for (let count = 0; count < 3; count += 1) enter("a");
    expect(begun).toEqual(["b1", "a2", "a3"]);
    enter("b");
    enter("b");
    expect(begun.at(-1)).toBe("b5");
    queue.leave("a");
    expect(begun.at(-1)).toBe("a4");
    queue.leave("b");
    expect(begun.at(-1)).toBe("b6");
  });

  test("a second after the others have gone the bound is gone, and strangers never make one", () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    try {
      const queue = new FairQueue(BOUNDS);
      const { begun, enter } = noted(queue);
      enter("b");
      enter("a");
      queue.leave("b");
      queue.leave("a");
      vi.advanceTimersByTime(999);
      for (let count = 0; count < 3; count += 1) enter("a");
      expect(begun.slice(2)).toEqual(["a3", "a4"]);
      vi.advanceTimersByTime(1);
      enter("stranger", { isKnown: false });
      queue.leave("a");
      expect(begun.slice(4)).toEqual(["stranger6", "a5"]);
      enter("a");
      enter("a");
      expect(begun.at(-1)).toBe("a7");
    } finally {
      vi.useRealTimers();
    }
  });

  test("whoever has one that waits for longer than the patience is refused, and nobody else", () => {
    const queue = new FairQueue({ ...BOUNDS, atOnce: 1 });
    const { refused, begun, enter } = noted(queue);
    const begin = 5_000;
    enter("a", { since: begin });
    enter("a", { since: begin });
    enter("a", { since: begin + BOUNDS.patienceMs });
    enter("a", { since: begin + BOUNDS.patienceMs + 1 });
    enter("b", { since: begin + BOUNDS.patienceMs + 1 });
    expect([refused, begun]).toEqual([["a4"], ["a1", "b5"]]);
    queue.leave("a");
    enter("a", { since: begin + BOUNDS.patienceMs + 2 });
    expect(refused).toEqual(["a4"]);
  });

  test("who waits most is known, and it is their newest that is refused", () => {
    const queue = new FairQueue({ ...BOUNDS, atOnce: 1 });
    const { refused, enter } = noted(queue);
    expect(queue.findLongest()).toBeNull();
    for (let count = 0; count < 4; count += 1) enter("a");
    for (let count = 0; count < 2; count += 1) enter("b");
    expect([queue.findLongest(), queue.waitingOf("b"), queue.waitingOf("c")]).toEqual([{ caller: "a", waiting: 3 }, 1, 0]);
    queue.refuseNewest("a");
    queue.refuseNewest("c");
    expect([refused, queue.waitingOf("a"), queue.size]).toEqual([["a4"], 2, 5]);
  });

  test("whatever comes and goes: nobody is forgotten, nobody waits while there is a place, and the bounds hold", () => {
    const step = fc.record({ caller: fc.constantFrom("a", "b", "c"), what: fc.constantFrom("enter", "enter", "leave", "withdraw") });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const queue = new FairQueue(BOUNDS);
        const underWay = new Map<string, number>();
        const waiting = new Map<string, Waiting[]>();
        const of = (caller: string) => underWay.get(caller) ?? 0;
        for (const { caller, what } of steps) {
          const own = waiting.get(caller) ?? [];
          waiting.set(caller, own);
          if (what === "enter") {
            const one: Waiting = {
              since: 0,
              isKnown: true,
              isAbandoned: () => false,
              refuse: () => {},
              begin: () => {
                underWay.set(caller, of(caller) + 1);
                own.splice(own.indexOf(one), 1);
              },
            };
            own.push(one);
            queue.enter(caller, one);
          } else if (what === "leave" && of(caller) > 0) {
            underWay.set(caller, of(caller) - 1);
            queue.leave(caller);
          } else if (what === "withdraw" && own.length > 0) {
            const one = own.pop() as Waiting;
            queue.withdraw(caller, one);
          }
          const total = [...underWay.values()].reduce((sum, count) => sum + count, 0);
          const waits = [...waiting.entries()].filter(([, all]) => all.length > 0).map(([name]) => name);
          expect(queue.size).toBe(total + [...waiting.values()].reduce((sum, all) => sum + all.length, 0));
          expect(total).toBeLessThanOrEqual(BOUNDS.atOnce + 2);
          for (const name of waits) {
            expect(of(name)).toBeGreaterThan(0);
            expect(total >= BOUNDS.atOnce || of(name) >= BOUNDS.beside).toBe(true);
          }
        }
      }),
    );
  });
});
