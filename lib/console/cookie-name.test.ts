import { expect, test } from "vitest";
import { cookieName } from "./cookie-name";

test("a cookie is named for its console's port, and bound to its host over TLS", () => {
  expect(cookieName("session", "http://127.0.0.1:3000")).toBe("kms.3000.session");
  expect(cookieName("session", "http://kms.example")).toBe("kms.80.session");
  expect(cookieName("csrf", "https://kms.example")).toBe("__Host-kms.443.csrf");
  expect(cookieName("theme", "https://kms.example:8443")).toBe("__Host-kms.8443.theme");
});

test("no console's cookie begins like another's on the same host", () => {
  const origins = [30, 300, 3000, 30000].map((port) => `http://127.0.0.1:${port}`);
  const names = origins.flatMap((origin) =>
    (["session", "csrf", "callback", "oidc-state", "oidc-flow"] as const).map((purpose) => cookieName(purpose, origin)),
  );
  for (const one of names) expect(names.filter((other) => other.startsWith(one))).toEqual([one]);
});
