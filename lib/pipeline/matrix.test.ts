import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { OPERATION_NAMES } from "#lib/operations/catalog";
import { renderMatrix } from "./matrix";
import { operationsOf, STEPS, WAYS } from "./steps";

test("the room's README shows the steps as the code has them", () => {
  const readme = readFileSync(join(import.meta.dirname, "README.md"), "utf8");
  const [, shown] = /<!-- matrix -->\n([\s\S]*?)\n<!-- \/matrix -->/.exec(readme) ?? [];
  expect(shown, `lib/pipeline/README.md must hold, between its marks:\n\n${renderMatrix()}\n`).toBe(renderMatrix());
});

test("every operation comes through once by itself or in bulk, and only what changes nothing runs ahead", () => {
  const effects = ["read", "use", "change", "destroy"] as const;
  const all = effects.flatMap((effect) => [...operationsOf(effect, "call"), ...operationsOf(effect, "bulk")]);
  expect(all.sort()).toEqual([...OPERATION_NAMES].sort());
  expect(effects.filter((effect) => operationsOf(effect, "ahead").length > 0)).toEqual(["use"]);
  expect([STEPS.length, WAYS.length]).toEqual([8, 3]);
});
