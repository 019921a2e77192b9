import { expect, test } from "vitest";
import { confirmedPath, OIDC_REFUSALS, oidcReason, oidcRefusalPath, readConfirmed, readOidcReason } from "./oidc";
import { oidcWords } from "./words/sign-in-words";

test("each refusal is read from the address it was written to, with where the person wanted to go", () => {
  for (const refusal of OIDC_REFUSALS) {
    const page = new URL(oidcRefusalPath(refusal, "/eu-de/keys?q=a&reason=ended"), "http://console.invalid");
    expect(page.pathname).toBe("/sign-in");
    expect(readOidcReason(page.searchParams.get("reason"))).toBe(refusal);
    expect(page.searchParams.get("next")).toBe("/eu-de/keys?q=a&reason=ended");
    expect(readConfirmed(new URL(confirmedPath("/keys?q=a", refusal), "http://console.invalid").hash)).toBe(refusal);
    expect(oidcWords.refusals[refusal]).toMatch(/\.$/);
  }
  expect(oidcRefusalPath("down", "/")).toBe("/sign-in?reason=oidc-down");
  expect(readConfirmed(new URL(confirmedPath("/keys", null), "http://console.invalid").hash)).toBeNull();
});

test("whatever else an address says has no sentence", () => {
  for (const reason of [
    "down",
    "oidc-",
    "oidc-constructor",
    "oidc-access_denied",
    "ended",
    "",
    null,
    undefined,
    oidcReason("down").toUpperCase(),
  ]) {
    expect(readOidcReason(reason)).toBeNull();
  }
  for (const hash of ["", "#confirm-", "#confirm-toString", "#sessions", "confirm-done"]) expect(readConfirmed(hash)).toBeUndefined();
});
