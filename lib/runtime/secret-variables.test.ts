import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isSecretVariable, splitEnvironment, takeSecretVariables } from "./secret-variables";

test("variables that hold a secret are told from those that say where one is", () => {
  for (const name of [
    "DATABASE_URL",
    "KMS_DATABASE_OWNER_URL",
    "KMS_ADMIN_PASSWORD",
    "KMS_OIDC_CLIENT_SECRET",
    "KMS_PKCS11_INIT_ARGS",
    "KMS_CONSOLE_SECRET",
    "NEXTAUTH_SECRET",
    "PGPASSWORD",
    "VENDOR_PIN",
  ])
    expect([name, isSecretVariable(name)]).toEqual([name, true]);
  for (const name of ["KMS_PKCS11_PIN_FILE", "KMS_PKCS11_TOKEN", "KMS_SESSION_SECRET_FILE", "KMS_TLS_KEY_FILE", "KMS_API_URL", "PATH"])
    expect([name, isSecretVariable(name)]).toEqual([name, false]);
});

test("an environment is parted without a loss, but for what is absent", () => {
  const { open, secret } = splitEnvironment({
    NODE_ENV: "production",
    PATH: "/bin",
    DATABASE_URL: "postgresql://x",
    KMS_ADMIN_PASSWORD: undefined,
  });
  expect(open).toEqual({ NODE_ENV: "production", PATH: "/bin" });
  expect(secret).toEqual({ DATABASE_URL: "postgresql://x" });
});

test("what the start script hands over becomes part of the environment, as it is, and nothing else does", () => {
  const folder = mkdtempSync(join(tmpdir(), "kms-secret-variables-"));
  const file = join(folder, "lines");
  const password = "a$b`c\\d\"e'f=g h";
  writeFileSync(file, `KMS_ADMIN_PASSWORD=${password}\nDATABASE_URL=\nPATH=/evil\n\nnonsense\n`);
  const descriptor = openSync(file, "r");
  const environment: NodeJS.ProcessEnv = { NODE_ENV: "test", PATH: "/bin", KMS_SECRETS_DESCRIPTOR: String(descriptor) };
  takeSecretVariables(environment);
  expect(environment).toEqual({ NODE_ENV: "test", PATH: "/bin", KMS_ADMIN_PASSWORD: password });
  expect(() => closeSync(descriptor)).toThrow("EBADF");
  takeSecretVariables(environment);
  rmSync(folder, { recursive: true });
});
