import { expect, test } from "vitest";
import { KmsError } from "#lib/domain/errors";
import { newToken } from "#lib/iam/token";
import { Shares } from "./shares";

const ACCESS = "ABCDEFGHIJ0123456789";
const signed = (access = ACCESS) => ({ authorization: `SDK-HMAC-SHA256 Access=${access}, SignedHeaders=host, Signature=00` });

test("a user is one caller, by whichever token and access key, once each was shown to be theirs", () => {
  const shares = new Shares();
  const [one, other] = [{ "x-auth-token": newToken() }, { "x-auth-token": newToken() }];
  expect(shares.of(one, "192.0.2.1")).toMatchObject({ caller: "network 192.0.2.1", isKnown: false });
  for (const headers of [one, other, signed()]) shares.of(headers, "192.0.2.1").recognise("user");
  for (const headers of [one, other, signed()]) expect(shares.of(headers, "192.0.2.1")).toMatchObject({ caller: "user", isKnown: true });
  // A token is a secret, wherever it is shown; an access key's ID is none.
  expect(shares.of(one, "192.0.2.2").caller).toBe("user");
  expect(shares.of(signed(), "192.0.2.2").caller).toBe("network 192.0.2.2");
});

test("who is nobody any more, as with a revoked token, takes nothing of whose it was", () => {
  const shares = new Shares();
  const headers = { "x-auth-token": newToken() };
  const isKnown = () => shares.of(headers, "192.0.2.1").isKnown;
  shares.of(headers, "192.0.2.1").recognise("user");
  const fail = (error: unknown) => expect(() => shares.of(headers, "192.0.2.1").disown(error)).toThrow(error as Error);
  fail(new KmsError("keyNotFound"));
  expect(isKnown()).toBe(true);
  fail(new KmsError("notSignedIn"));
  expect(isKnown()).toBe(false);
});

test("strangers are their network, whatever they show", () => {
  const shares = new Shares();
  const shown = [{}, { "x-auth-token": newToken() }, { "x-auth-token": "nonsense" }, signed(), { authorization: "Basic abc" }];
  for (const headers of shown) expect(shares.of(headers, "2001:db8::1").caller).toBe("network 2001:db8:0:0::/64");
  expect(shares.of({}, "2001:db8::ffff").caller).toBe("network 2001:db8:0:0::/64");
});

test("what shows nothing is not remembered, and what is remembered has an end", () => {
  const shares = new Shares();
  shares.of({ "x-auth-token": "nonsense" }, "192.0.2.1").recognise("user");
  expect(shares.of({ "x-auth-token": "nonsense" }, "192.0.2.1").isKnown).toBe(false);
  const first = { "x-auth-token": newToken() };
  shares.of(first, "192.0.2.1").recognise("user");
  const keyOf = (number: number) => signed(`A${String(number).padStart(19, "0")}`);
  for (let number = 0; number < 9_999; number += 1) shares.of(keyOf(number), "192.0.2.1").recognise("user");
  expect(shares.of(first, "192.0.2.1").isKnown).toBe(true);
  shares.of(keyOf(9_999), "192.0.2.1").recognise("user");
  expect(shares.of(first, "192.0.2.1").isKnown).toBe(false);
});
