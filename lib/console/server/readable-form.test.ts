import { expect, test } from "vitest";
import { isReadableForm } from "./readable-form";

const post = (body: string, type: string) =>
  new Request("http://console.invalid/api/auth/signout", { method: "POST", body, headers: { "content-type": type } });

test.each(["{", "", "nul", '{"a":1} x', "\u0000"])("%j is no JSON", async (body) => {
  expect(await isReadableForm(post(body, "application/json; charset=utf-8"))).toBe(false);
});

test("JSON, a form and no body at all are for next-auth, which reads them after that", async () => {
  const json = post('{"csrfToken":"x"}', "application/json");
  expect(await isReadableForm(json)).toBe(true);
  expect(await json.json()).toEqual({ csrfToken: "x" });
  expect(await isReadableForm(post("{", "application/x-www-form-urlencoded"))).toBe(true);
  expect(await isReadableForm(new Request("http://console.invalid/api/auth/csrf"))).toBe(true);
});
