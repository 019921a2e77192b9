import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { neededWidths, WIDEST_PX, WIDTH_STEP_PX } from "./column-widths";
import { OPTIONAL_COLUMNS, USUAL_COLUMNS } from "./list-columns";

test("the usual columns all have room beside the navigation of a window of 1280 px; creation time goes first, then origin, then the ID", () => {
  const needed = neededWidths(USUAL_COLUMNS);
  expect(needed.get("created")).toBeLessThanOrEqual(1080);
  expect(needed.get("origin")).toBeLessThan(needed.get("created") ?? 0);
  expect(needed.get("id")).toBeLessThan(needed.get("origin") ?? 0);
  expect(needed.has("algorithm")).toBe(false);
});

test("what a person has chosen outlives what everybody has", () => {
  const needed = neededWidths([...USUAL_COLUMNS, "tags"]);
  expect(needed.get("tags")).toBeLessThan(needed.get("id") ?? 0);
});

test("there is a rule for every width, also of all columns together", () => {
  const style = readFileSync("app/styles/list-columns.css", "utf8");
  for (let width = 800; width <= WIDEST_PX; width += WIDTH_STEP_PX) expect(style, String(width)).toContain(`.needs-${width}`);
  expect(Math.max(...neededWidths(OPTIONAL_COLUMNS).values())).toBeLessThanOrEqual(WIDEST_PX);
});
