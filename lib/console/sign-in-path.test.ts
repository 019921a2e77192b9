import { expect, test } from "vitest";
import { sessionEndedPath, signInPath, toLocalPath } from "./sign-in-path";

test("a path of this console is kept with its query", () => {
  expect(toLocalPath("/eu-de/keys?status=disabled&q=a%26b")).toBe("/eu-de/keys?status=disabled&q=a%26b");
});

test("whatever could lead to another site leads to the front page", () => {
  const foreign = [
    "//evil.example",
    "https://evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "",
    "/\t/evil.example",
    undefined,
  ];
  for (const next of foreign) expect(toLocalPath(next), String(next)).toBe("/");
});

test("the way to the sign-in page remembers where it came from", () => {
  expect(signInPath("/")).toBe("/sign-in");
  expect(toLocalPath(new URLSearchParams(signInPath("/p/keys?q=x").split("?")[1]).get("next") ?? "")).toBe("/p/keys?q=x");
  expect(new URLSearchParams(sessionEndedPath("/p/keys").split("?")[1]).get("reason")).toBe("ended");
});
