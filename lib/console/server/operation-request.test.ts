import { expect, test } from "vitest";
import { REST_DOORS } from "#lib/wire/catalog";
import { ApiFailure } from "../api-failure";
import { toRequest } from "./operation-request";

test("what the path names leaves the body", () => {
  const tag = { key: "team", value: "" };
  expect(toRequest(REST_DOORS.createKeyTag, "p", { key_id: "k", tag })).toEqual({
    method: "POST",
    path: "/v1.0/p/kms/k/tags",
    body: { tag },
  });
});

test("a value can neither leave its place in the path nor add to the query", () => {
  const request = toRequest(REST_DOORS.deleteKeyTag, "p", { key_id: "k", key: "a/b?c#d%2f" });
  expect(request).toEqual({ method: "DELETE", path: "/v1.0/p/kms/k/tags/a%2Fb%3Fc%23d%252f" });
});

test("a value that would walk the path makes no request", () => {
  const row = { method: "GET", path: "/v3/groups/:group_id" } as const;
  for (const value of ["..", ".", "", undefined, null, {}, ["x"], true, "\ud800"]) {
    expect(() => toRequest(row, "p", { group_id: value }), String(value)).toThrow(ApiFailure);
    expect(() => toRequest(REST_DOORS.listKeys, value as string, {}), String(value)).toThrow(ApiFailure);
  }
  for (const value of ["%2e%2e", "../x", "..%2f", "a/../b", "\\..", "...", "\t..", "..?x", "#", "%"]) {
    const { path } = toRequest(row, "p", { group_id: value });
    const { pathname, search, hash } = new URL(`http://host${path}`);
    expect([pathname, decodeURIComponent(pathname), search, hash]).toEqual([path, `/v3/groups/${value}`, "", ""]);
  }
});

test("what is no object makes no request", () => {
  for (const input of [null, undefined, [], "x", 5]) {
    expect(() => toRequest(REST_DOORS.createKey, "p", input as unknown as object), String(input)).toThrow(ApiFailure);
  }
});

test("a GET has its fields in the query, and none where there is none", () => {
  expect(toRequest({ method: "GET", path: "/a/:project_id" }, "p q", {})).toEqual({ method: "GET", path: "/a/p%20q" });
  expect(toRequest({ method: "GET", path: "/a/:project_id" }, "p", { x: 1, y: undefined })).toEqual({ method: "GET", path: "/a/p?x=1" });
});

test("a POST always has a body", () => {
  expect(toRequest({ method: "POST", path: "/a/:project_id" }, "p", {})).toEqual({ method: "POST", path: "/a/p", body: {} });
});
