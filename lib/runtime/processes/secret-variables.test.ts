import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { expect, test } from "vitest";
import { isSecretVariable, splitEnvironment, takeSecretVariables } from "./secret-variables";

test("variables that hold a secret are told from those that say where one is", () => {
  for (const name of [
    "DATABASE_URL",
    "KMS_DATABASE_OWNER_URL",
    "KMS_ADMIN_PASSWORD",
    "KMS_OIDC_CLIENT_SECRET",
    "KMS_PKCS11_INIT_ARGS",
    "KMS_AUDIT_WEBHOOK_URL",
    "KMS_CONSOLE_SECRET",
    "NEXTAUTH_SECRET",
    "PGPASSWORD",
    "VENDOR_PIN",
  ])
    expect([name, isSecretVariable(name)]).toEqual([name, true]);
  for (const name of [
    "KMS_PKCS11_PIN_FILE",
    "KMS_AUDIT_WEBHOOK_SECRET_FILE",
    "KMS_PKCS11_TOKEN",
    "KMS_SESSION_SECRET_FILE",
    "KMS_TLS_KEY_FILE",
    "KMS_API_URL",
    "PATH",
  ])
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

test.runIf(process.platform === "linux")("a process hides the secrets that it began with from /proc, and goes on having them", () => {
  const folder = mkdtempSync(join(tmpdir(), "kms-secret-variables-"));
  const outfile = join(folder, "secret-variables.mjs");
  buildSync({
    entryPoints: [fileURLToPath(new URL("secret-variables.ts", import.meta.url))],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile,
    logLevel: "error",
  });
  const env = {
    PATH: process.env.PATH,
    LAST: "ä",
    DATABASE_URL: "postgresql://a:b@c/d",
    EMPTY_PASSWORD: "",
    KMS_ADMIN_PASSWORD: "sésame ☂ öffne",
  };
  const program = `import { readFileSync } from "node:fs";
    import { hideSecretVariables } from ${JSON.stringify(outfile)};
    hideSecretVariables();
    const { PATH, LAST, DATABASE_URL, EMPTY_PASSWORD, KMS_ADMIN_PASSWORD } = process.env;
    const seen = readFileSync("/proc/self/environ", "utf8").replaceAll("\\0", "|");
    console.log(JSON.stringify({ seen, has: { PATH, LAST, DATABASE_URL, EMPTY_PASSWORD, KMS_ADMIN_PASSWORD } }));`;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    encoding: "utf8",
    env: env as unknown as NodeJS.ProcessEnv,
  });
  const { seen, has } = JSON.parse(stdout);
  expect(has).toEqual(env);
  for (const secret of [env.DATABASE_URL, env.KMS_ADMIN_PASSWORD, "☂"]) expect(seen).not.toContain(secret);
  for (const open of [`PATH=${env.PATH}`, "LAST=ä"]) expect(seen).toContain(open);
  rmSync(folder, { recursive: true });
});
