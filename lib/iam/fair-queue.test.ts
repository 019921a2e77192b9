import fc from "fast-check";
import { expect, test } from "vitest";
import { FairQueue, type Place } from "./fair-queue";

const place = (network: string, user: string, number = 0) => ({ network, user, number });
const all = <T extends Place>(queue: FairQueue<T>) => {
  const entries: T[] = [];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) entries.push(next);
  return entries;
};

test("networks take turns, and in a network the users that are named there", () => {
  const queue = new FairQueue<ReturnType<typeof place>>({ total: 20, perNetwork: 20 });
  for (let number = 0; number < 3; number += 1) queue.push(place("a", "x", number));
  queue.push(place("a", "y"));
  queue.push(place("b", "z"));
  expect(all(queue).map(({ network, user, number }) => `${network} ${user} ${number}`)).toEqual([
    "a x 0",
    "b z 0",
    "a y 0",
    "a x 1",
    "a x 2",
  ]);
});

test("one network cannot fill the queue, and one user cannot fill a network's part of it", () => {
  const queue = new FairQueue({ total: 10, perNetwork: 4 });
  const refused = Array.from({ length: 50 }, (_none, number) => queue.push(place("a", "x", number))).filter((entry) => entry !== null);
  expect([queue.size, refused.length]).toEqual([4, 46]);
  expect(queue.push(place("a", "y"))).toEqual(place("a", "x", 3));
  expect(queue.push(place("b", "z"))).toBeNull();
  expect(queue.size).toBe(5);
});

test("a newcomer of a full queue takes a place of the network that holds most, and is refused where none holds more than its own", () => {
  const queue = new FairQueue({ total: 6, perNetwork: 4 });
  for (const network of ["a", "b"]) for (let number = 0; number < 3; number += 1) queue.push(place(network, "x", number));
  expect(queue.push(place("c", "z"))).toEqual(place("a", "x", 2));
  expect(queue.push(place("b", "x", 3))).toEqual(place("b", "x", 3));
  const even = new FairQueue({ total: 2, perNetwork: 2 });
  for (const network of ["a", "b"]) even.push(place(network, "x"));
  expect(even.push(place("c", "x"))).toEqual(place("c", "x"));
});

test("networks that may not go are passed over, and keep their turn", () => {
  const queue = new FairQueue({ total: 9, perNetwork: 9 });
  for (const network of ["a", "b"]) queue.push(place(network, "x"));
  expect(queue.shift((network) => network !== "a")).toEqual(place("b", "x"));
  expect(queue.shift((network) => network !== "a")).toBeUndefined();
  expect(queue.shift()).toEqual(place("a", "x"));
});

test("those who have waited too long are taken out, and nobody else", () => {
  const queue = new FairQueue<ReturnType<typeof place>>({ total: 9, perNetwork: 9 });
  for (const [network, user, number] of [
    ["a", "x", 1],
    ["a", "x", 5],
    ["a", "y", 6],
    ["b", "z", 2],
  ] as const)
    queue.push(place(network, user, number));
  expect(queue.expire(({ number }) => number < 4).map(({ number }) => number)).toEqual([1, 2]);
  expect(all(queue).map(({ number }) => number)).toEqual([5, 6]);
  expect(queue.size).toBe(0);
});

test("whatever comes, nothing is lost, nothing comes twice, and no bound is passed", () => {
  const arrivals = fc.array(fc.record({ network: fc.constantFrom("a", "b", "c", "d"), user: fc.constantFrom("x", "y", "z") }), {
    maxLength: 80,
  });
  fc.assert(
    fc.property(arrivals, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 6 }), (arriving, total, perNetwork) => {
      const queue = new FairQueue<ReturnType<typeof place>>({ total, perNetwork });
      const seen: number[] = [];
      const note = (entry: { number: number } | null | undefined) => void (entry && seen.push(entry.number));
      for (const [number, { network, user }] of arriving.entries()) {
        note(queue.push(place(network, user, number)));
        expect(queue.size).toBeLessThanOrEqual(total);
        if (number % 5 === 4) note(queue.shift());
      }
      all(queue).forEach(note);
      expect(queue.size).toBe(0);
      expect(seen.sort((one, other) => one - other)).toEqual(arriving.map((_arrival, number) => number));
    }),
  );
});
