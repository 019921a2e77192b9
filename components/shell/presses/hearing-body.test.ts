import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { filesBelow } from "#lib/testing/sources";

test("every page's body hears: where none did, a press would be made again and again", () => {
  const bodies = ["app", "components"].flatMap((folder) => filesBelow(folder)).filter((file) => /<body\b/.test(readFileSync(file, "utf8")));
  expect(bodies.filter((file) => file.endsWith(".tsx"))).toEqual(["components/shell/presses/hearing-body.tsx"]);
});
