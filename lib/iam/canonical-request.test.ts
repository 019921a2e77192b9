import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { canonicalRequests, sha256Hex } from "./canonical-request";

const EMPTY = sha256Hex("");
const canonical = (target: string, more: Partial<Parameters<typeof canonicalRequests>[0]> = {}) =>
  canonicalRequests({ method: "GET", target, signedHeaders: [["host", "h"]], payloadHash: EMPTY, mayHaveQueryAsBody: false, ...more });
const paths = (target: string) => canonical(target).map((form) => form.split("\n")[1]);
const query = (target: string) => canonical(target)[0]?.split("\n")[2];

test("has method, path, query, headers, their names and the body's hash on lines of their own", () => {
  expect(canonical("/a?b=c")).toEqual([`GET\n/a/\nb=c\nhost:h\n\nhost\n${EMPTY}`]);
});

test("of the vectors A1 and B1 has the published digest", () => {
  const project = "3ba44455500dd43127aaaaaaaaaaaaaa";
  const of = (signedHeaders: [string, string][]) =>
    canonicalRequests({
      method: "POST",
      target: `/v1.0/${project}/kms/describe-key`,
      signedHeaders,
      payloadHash: "a53cf1735740c07f57f84ca42c122ec503677b4ddde8d1726011b2edb25af8a1",
      mayHaveQueryAsBody: true,
    }).map(sha256Hex);
  expect(
    of([
      ["content-type", "application/json"],
      ["host", "kms.example.com"],
      ["x-project-id", project],
      ["x-sdk-date", "20230228T120000Z"],
    ]),
  ).toEqual(["68426d46868c7582cf8e7e3452f9ba37f8ca07080c66129c3c70b26f6b31e180"]);
  expect(
    of([
      ["accept", "application/json"],
      ["content-type", "application/json"],
      ["host", "kms.example.com"],
      ["user-agent", "golangsdk/2.0.0"],
      ["x-sdk-date", "20230228T120000Z"],
    ]),
  ).toEqual(["3d6a78c25c82566a585f7d6dd4bea2c7d98345beaf1a0c64c81d79af4dcdf1c5"]);
});

test("ends the path in a slash, once", () => {
  expect(paths("/a")).toEqual(["/a/"]);
  expect(paths("/a/")).toEqual(["/a/"]);
  expect(paths("/")).toEqual(["/"]);
});

test("has a form of the path for each way in which clients write it", () => {
  expect(paths("/a%2Fb")).toEqual(["/a/b/", "/a%2Fb/", "/a%252Fb/"]);
  expect(paths("/a%20b+c~d")).toEqual(["/a%20b%2Bc~d/", "/a%2520b%2Bc~d/"]);
});

test("encodes every byte that is not unreserved, in capitals", () => {
  expect(paths("/%c3%a4*'()!:@&=$,;")[0]).toBe("/%C3%A4%2A%27%28%29%21%3A%40%26%3D%24%2C%3B/");
  expect(paths("/\u00e4")[0]).toBe("/%E4/");
  expect(paths("/100%")[0]).toBe("/100%25/");
});

test("sorts the query by encoded name and value, keeps empty values, and takes a plus for a space", () => {
  expect(query("/?b=2&a=2&a=1&c&=d&&B=x")).toBe("=d&B=x&a=1&a=2&b=2&c=");
  expect(query("/?q=a+b%2Bc%20d")).toBe("q=a%20b%2Bc%20d");
  expect(query("/?a=b=c?d")).toBe("a=b%3Dc%3Fd");
});

test("has a second form where white space inside a header is collapsed", () => {
  const forms = canonical("/", { signedHeaders: [["x", " a  b \t c "]] }).map((form) => form.split("\n")[3]);
  expect(forms).toEqual(["x:a  b \t c", "x:a b c"]);
});

test("of a scoped POST without a body may have its query, form-encoded and sorted by name, as its body", () => {
  const forms = canonical("/?b=x+y&a=2&a=1", { method: "POST", mayHaveQueryAsBody: true });
  const hash = createHash("sha256").update("a=2&a=1&b=x+y").digest("hex");
  expect(forms.map((form) => [form.split("\n")[2], form.split("\n").at(-1)])).toEqual([
    ["a=1&a=2&b=x%20y", EMPTY],
    ["", hash],
  ]);
  expect(canonical("/", { method: "POST", mayHaveQueryAsBody: true })).toHaveLength(1);
});

test("looks at each character of a header twice at most, however many blanks there are", () => {
  let steps = 0;
  class Counted extends String {
    override charCodeAt(index: number): number {
      steps += 1;
      return super.charCodeAt(index);
    }
  }
  const value = `a${" ".repeat(14_500)}a`;
  const forms = canonical("/", { signedHeaders: [["x", new Counted(value) as unknown as string]] });
  expect(forms.map((form) => form.split("\n")[3])).toEqual([`x:${value}`, "x:a a"]);
  expect(steps).toBeGreaterThan(0);
  // Two forms of it.
  expect(steps).toBeLessThanOrEqual(4 * value.length);
});
