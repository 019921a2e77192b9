import { expect, test } from "vitest";
import { rowTime, spanTime, wholeTime } from "./trace-times";

const at = (text: string) => new Date(text).getTime();

test("a row shows the day only where it is another one", () => {
  const now = at("2026-11-27T15:00:00Z");
  expect(rowTime(at("2026-11-27T14:16:44.093Z"), now, false)).toBe("14:16:44.093");
  expect(rowTime(at("2026-11-26T14:16:44.093Z"), now, false)).toBe("26 Nov 14:16:44");
});

test("a time says its day once, and the whole is exact", () => {
  expect(spanTime(at("2026-11-27T08:00:00Z"), at("2026-11-27T14:20:00Z"), false)).toBe("27 Nov, 08:00 to 14:20");
  expect(spanTime(at("2026-11-27T22:00:00Z"), at("2026-11-28T06:00:00Z"), false)).toBe("27 Nov, 22:00 to 28 Nov, 06:00");
  expect(wholeTime(at("2026-11-27T14:16:44.093Z"), false)).toBe("27 Nov 2026, 14:16:44.093 UTC");
});
