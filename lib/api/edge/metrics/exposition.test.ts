import { expect, test } from "vitest";
import { expose } from "./exposition";
import { Histogram } from "./histogram";

test("a histogram counts a value in every bucket whose bound it does not exceed, and tells sum and count", () => {
  const histogram = new Histogram([1, 2.5]);
  for (const value of [0, 1, 1.5, 2.5, 3]) histogram.observe(value);
  const family = { kind: "histogram", help: "Help.", labels: ["step"], bounds: [1, 2.5] } as const;
  expect(expose("kms_x_seconds", family, [{ labels: ["run"], values: histogram.toValues() }])).toBe(
    [
      "# HELP kms_x_seconds Help.",
      "# TYPE kms_x_seconds histogram",
      'kms_x_seconds_bucket{step="run",le="1"} 2',
      'kms_x_seconds_bucket{step="run",le="2.5"} 4',
      'kms_x_seconds_bucket{step="run",le="+Inf"} 5',
      'kms_x_seconds_sum{step="run"} 8',
      'kms_x_seconds_count{step="run"} 5',
      "",
    ].join("\n"),
  );
});

test("a value without labels has no braces, and a family without values is left out", () => {
  const family = { kind: "gauge", help: "Help.", labels: [] } as const;
  expect(expose("kms_x", family, [{ labels: [], values: [7] }])).toBe("# HELP kms_x Help.\n# TYPE kms_x gauge\nkms_x 7\n");
  expect(expose("kms_x", family, [])).toBe("");
});

test("no value of a label can end its line or its quotes", () => {
  const family = { kind: "gauge", help: "Help.", labels: ["job"] } as const;
  expect(expose("kms_x", family, [{ labels: ['a"} 1\nkms_y{b="\\'], values: [7] }]).split("\n")[2]).toBe(
    'kms_x{job="a\\"} 1\\nkms_y{b=\\"\\\\"} 7',
  );
});
