import fc from "fast-check";
import { expect, test } from "vitest";
import { Recent } from "./recent";

const names = fc.constantFrom("a", "a/1", "a/2", "b", "b/1", "c");
const groupOf = (name: string) => name.slice(0, 1);
const actions = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("keep" as const), name: names, value: fc.nat() }),
    fc.record({ kind: fc.constantFrom("find" as const, "forget" as const, "forgetGroup" as const), name: names, value: fc.constant(0) }),
  ),
  { maxLength: 60 },
);

test("remembers what was used last, and forgets by name, by group and by age, whatever the order", () => {
  fc.assert(
    fc.property(actions, fc.integer({ min: 1, max: 4 }), (steps, max) => {
      const recent = new Recent<number>(max);
      // The same as a list, the oldest first.
      let held: [string, number][] = [];
      for (const { kind, name, value } of steps) {
        const before = held.find(([each]) => each === name);
        if (kind === "forget" || kind === "keep") held = held.filter(([each]) => each !== name);
        if (kind === "keep") held = [...held, [name, value] as [string, number]].slice(-max);
        if (kind === "forgetGroup") held = held.filter(([each]) => groupOf(each) !== groupOf(name));
        if (kind === "keep") recent.keep(name, value, groupOf(name));
        if (kind === "forget") recent.forget(name);
        if (kind === "forgetGroup") recent.forgetGroup(groupOf(name));
        if (kind === "find") {
          expect(recent.find(name)).toBe(before?.[1]);
          if (before) held = [...held.filter((each) => each !== before), before];
        }
      }
      for (const [name, value] of held) expect(recent.find(name)).toBe(value);
    }),
  );
});

test("forgets one group after the other of a hundred thousand, without looking through the rest", () => {
  const count = 100_000;
  const recent = new Recent<number>(2 * count);
  for (let at = 0; at < count; at += 1) {
    recent.keep(`key-${at}`, at, `key-${at}`);
    recent.keep(`key-${at}/0`, at, `key-${at}`);
  }
  for (let at = 1; at < count; at += 1) recent.forgetGroup(`key-${at}`);
  expect([recent.find("key-0"), recent.find("key-0/0"), recent.find("key-1"), recent.find("key-99999/0")]).toEqual([
    0,
    0,
    undefined,
    undefined,
  ]);
});
