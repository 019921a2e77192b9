/** What a service is started with: environment variables, and files for what is secret. */
import { readFileSync, statSync } from "node:fs";
import { KeyService } from "./key-service.mjs";

/** @throws Error that says what is missing */
export function setting(name, fallback) {
  const value = process.env[name] ?? fallback;
  if (value === undefined || value === "") throw new Error(`Set ${name}.`);
  return value;
}

/** @throws Error when others than its owner may read or change it */
export function secretFile(name) {
  const path = setting(name);
  if ((statSync(path).mode & 0o077) !== 0) throw new Error(`${path} may be read by others: chmod 600 ${path}`);
  return readFileSync(path, "utf8").trim();
}

/** The key service at `KMS_URL`, with the line that `service-user create` printed in the file `KMS_CREDENTIALS`. */
export function keyService() {
  const url = setting("KMS_URL");
  const isNear = ["127.0.0.1", "[::1]", "localhost"].includes(new URL(url).hostname);
  // Data keys come back over this line.
  if (!url.startsWith("https:") && !isNear) throw new Error("KMS_URL must be https, but on this machine.");
  const credentials = JSON.parse(secretFile("KMS_CREDENTIALS"));
  for (const name of ["user_id", "access", "secret"]) {
    if (typeof credentials[name] !== "string") throw new Error(`KMS_CREDENTIALS has no "${name}": see \`service-user create\`.`);
  }
  return new KeyService({ url, credentials });
}

/** @param {(words: string[]) => Promise<void>} run ends the program with one line when it throws */
export async function main(run) {
  try {
    await run(process.argv.slice(2));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
