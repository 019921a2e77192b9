import { expect, test } from "vitest";
import { isAnew, refusalOf } from "./attempt";
import { authorizationParameters } from "./authorization";
import { operatorLine } from "./tell-operator";

test("scopes follow from the claims, and from what the provider has", () => {
  const scopeOf = (claim: string, groupsClaim: string | null, scopes_supported?: string[]) =>
    authorizationParameters({ claim, groupsClaim }, { ...(scopes_supported && { scopes_supported }) }, false).scope;
  expect(scopeOf("preferred_username", null)).toBe("openid profile");
  expect(scopeOf("email", null)).toBe("openid profile email");
  expect(scopeOf("preferred_username", "groups")).toBe("openid profile");
  expect(scopeOf("preferred_username", "groups", ["openid", "groups"])).toBe("openid profile groups");
  expect(scopeOf("email", "roles", ["email", "groups", "offline_access"])).toBe("openid profile email");
});

test("claims are asked for by name where that is understood, and who it is anew where it must be shown", () => {
  const settings = { claim: "upn", groupsClaim: "groups" };
  expect(authorizationParameters(settings, {}, false)).toEqual({ scope: "openid profile" });
  const asked = authorizationParameters(settings, { claims_parameter_supported: true }, true);
  expect(JSON.parse(asked.claims ?? "")).toEqual({ id_token: { upn: null, groups: null, auth_time: null } });
  expect(asked).toMatchObject({ prompt: "login", max_age: "0" });
});

test("a proof counts as anew when it was given after it was asked for, within what clocks differ", () => {
  expect([1_000, 1_005, 971].map((at) => isAnew(at, 1_000))).toEqual([true, true, true]);
  for (const at of [969, 0, undefined, null, "1000", Number.NaN]) expect(isAnew(at, 1_000)).toBe(false);
});

test("what openid-client throws is told apart by what the person can do", () => {
  const failed = (fields: object) => Object.assign(new Error("x"), fields);
  expect(refusalOf(failed({ code: "OAUTH_TIMEOUT" }))).toBe("down");
  expect(refusalOf(new TypeError("fetch failed", { cause: { code: "ECONNREFUSED" } }))).toBe("down");
  expect(refusalOf(failed({ code: "OAUTH_RESPONSE_IS_NOT_CONFORM", cause: new Response(null, { status: 502 }) }))).toBe("down");
  expect(refusalOf(failed({ code: "OAUTH_RESPONSE_BODY_ERROR", error: "invalid_grant", status: 400 }))).toBe("lost");
  expect(refusalOf(failed({ code: "OAUTH_RESPONSE_BODY_ERROR", error: "invalid_client", status: 401 }))).toBe("refused");
  expect([null, undefined, "x", new TypeError("wrong argument")].map(refusalOf)).toEqual(Array(4).fill("refused"));
});

test("the operator hears names of errors, and nothing else that a provider says", () => {
  const error = { code: "OAUTH_RESPONSE_BODY_ERROR", error: "invalid_client", error_description: "secret abc", cause: { code: 'x" y' } };
  expect(operatorLine("code", error)).toMatch(/: OAUTH_RESPONSE_BODY_ERROR, invalid_client$/);
  expect(operatorLine("discovery", { error: "<script>", cause: { code: "ECONNREFUSED" } })).toMatch(/: ECONNREFUSED$/);
  expect(operatorLine("discovery", null)).toMatch(/: no answer$/);
});
