import { setMaxListeners } from "node:events";
import { expect, test } from "vitest";
import { FairLane } from "./fair-lane";

const STAYS = new AbortController().signal;
setMaxListeners(0, STAYS);
const by = (userId: string, accountId = userId) => ({ userId, accountId });

/** A lane whose guests stay inside until they are told to leave. */
function watchedLane(room: number, waitingPerCaller = 100) {
  const lane = new FairLane({ room, waitingPerCaller, refusal: "keysInMakingTooMany" });
  const inside: { name: string; leave: () => void }[] = [];
  const order: string[] = [];
  return {
    order,
    inside: () => inside.map(({ name }) => name),
    ask: (name: string, party = by(name), gone = STAYS) =>
      lane.run(
        party,
        gone,
        () =>
          new Promise<string>((resolve) => {
            order.push(name);
            inside.push({ name, leave: () => resolve(name) });
          }),
      ),
    /** The one that has been inside longest leaves. */
    async leave() {
      inside.shift()?.leave();
      await new Promise((resolve) => setImmediate(resolve));
    },
    lane,
  };
}

test("whoever asks once waits for one turn of somebody who asks sixty times, and not for sixty", async () => {
  const { ask, order, leave } = watchedLane(1);
  for (let count = 0; count < 60; count++) void ask("greedy");
  void ask("modest");
  expect(order).toEqual(["greedy"]);
  await leave();
  expect(order).toEqual(["greedy", "modest"]);
  await leave();
  expect(order).toEqual(["greedy", "modest", "greedy"]);
});

test("whoever comes again and again does not keep out whoever waits", async () => {
  const { ask, order, leave } = watchedLane(1);
  void ask("quick");
  void ask("patient");
  for (let round = 0; round < 3; round++) {
    void ask("quick");
    await leave();
  }
  expect(order.indexOf("patient")).toBe(1);
});

test("accounts take turns however many users one of them has, and so do the users of an account", async () => {
  const { ask, order, leave } = watchedLane(1);
  for (const name of ["a1", "a2", "a3", "a1", "a2", "a3"]) void ask(name, by(name, "a"));
  for (const name of ["b1", "b1"]) void ask(name, by(name, "b"));
  for (let count = 0; count < 8; count++) await leave();
  expect(order.slice(0, 4)).toEqual(["a1", "b1", "a2", "b1"]);
  expect(order.slice(4)).toEqual(["a3", "a1", "a2", "a3"]);
});

test("of a caller one is inside at a time, although there is room for more", async () => {
  const { ask, inside, leave } = watchedLane(2);
  void ask("one");
  void ask("one");
  void ask("one");
  expect(inside()).toEqual(["one"]);
  void ask("two");
  void ask("three");
  expect(inside()).toEqual(["one", "two"]);
  await leave();
  expect(inside()).toEqual(["two", "three"]);
});

test("as many of a caller wait as may, one more is refused, and others still find room", async () => {
  const { ask, leave, lane } = watchedLane(1, 2);
  void ask("one");
  void ask("one");
  expect(() => lane.requireRoom(by("one"))).not.toThrow();
  void ask("one");
  expect(() => lane.requireRoom(by("one"))).toThrow();
  await expect(ask("one")).rejects.toMatchObject({ code: "keysInMakingTooMany" });
  void ask("two");
  void ask("two");
  await leave();
  await leave();
  await leave();
  expect(() => lane.requireRoom(by("one"))).not.toThrow();
});

test("a client that goes away leaves the queue at once, and whoever is behind it moves up", async () => {
  const { ask, order, leave } = watchedLane(1, 1);
  void ask("first");
  const controller = new AbortController();
  const waiting = ask("gone", by("gone"), controller.signal);
  void ask("last");
  controller.abort();
  await expect(waiting).rejects.toMatchObject({ code: "clientGone" });
  void ask("gone again", by("gone"));
  await leave();
  await leave();
  expect(order).toEqual(["first", "last", "gone again"]);
  await expect(ask("too late", by("x"), controller.signal)).rejects.toMatchObject({ code: "clientGone" });
  expect(order).not.toContain("too late");
});

test("what has begun keeps its place until it ends, also when its client is gone", async () => {
  const { ask, order, leave } = watchedLane(1);
  const controller = new AbortController();
  const begun = ask("begun", by("begun"), controller.signal);
  void ask("next");
  controller.abort();
  await expect(begun).rejects.toMatchObject({ code: "clientGone" });
  expect(order).toEqual(["begun"]);
  await leave();
  expect(order).toEqual(["begun", "next"]);
});

test("what fails frees its place, and nothing is kept of callers that are done", async () => {
  const { lane, ask, order } = watchedLane(1);
  await expect(lane.run(by("a"), STAYS, () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  const thrown = lane.run(by("a"), STAYS, () => {
    throw new Error("at once");
  });
  await expect(thrown).rejects.toThrow("at once");
  void ask("next");
  expect(order).toEqual(["next"]);
});
