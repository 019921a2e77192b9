import { expect, test } from "vitest";
import { readEnv } from "#lib/base/env";
import { consoleEnvironment } from "./console-environment";

const SECRETS = { console: "c", session: "s" };

test("the console is told what it needs, and nothing of what opens the database or the token", () => {
  const source = {
    PATH: "/bin",
    KMS_REGION: "eu-de",
    DATABASE_URL: "postgresql://u:p@h/d",
    KMS_DATABASE_OWNER_URL: "postgresql://o:p@h/d",
    KMS_ADMIN_PASSWORD: "administrator",
    VENDOR_PIN: "1",
  };
  const given = consoleEnvironment(source, readEnv({}), "http://127.0.0.1:8000", SECRETS);
  expect(given).toMatchObject({ PATH: "/bin", KMS_REGION: "eu-de", KMS_CONSOLE_SECRET: "c", NEXTAUTH_SECRET: "s" });
  for (const name of ["DATABASE_URL", "KMS_DATABASE_OWNER_URL", "KMS_ADMIN_PASSWORD", "VENDOR_PIN", "KMS_OIDC_CLIENT_SECRET"])
    expect(given[name]).toBeUndefined();
});

test("the client's secret reaches it from the settings, since the environment of all parts holds it no more", () => {
  const oidc = { KMS_OIDC_ISSUER: "https://id.example", KMS_OIDC_CLIENT_ID: "kms", KMS_OIDC_CLAIM: "email" };
  const env = readEnv({ ...oidc, KMS_OIDC_CLIENT_SECRET: "secret-of-client" });
  expect(consoleEnvironment(oidc, env, "", SECRETS)).toMatchObject({ ...oidc, KMS_OIDC_CLIENT_SECRET: "secret-of-client" });
  expect(consoleEnvironment(oidc, readEnv(oidc), "", SECRETS).KMS_OIDC_CLIENT_SECRET).toBeUndefined();
});
