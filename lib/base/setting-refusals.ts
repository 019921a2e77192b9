/** What is said of settings that cannot be. Invariant: values that are secret, or may hold a secret, are never repeated. */
import { StartError } from "./start-error";

type Source = Readonly<Record<string, string | undefined>>;

const NEVER_ECHOED = new Set([
  "DATABASE_URL",
  "KMS_DATABASE_OWNER_URL",
  "KMS_ADMIN_PASSWORD",
  "KMS_OIDC_CLIENT_SECRET",
  "KMS_PKCS11_INIT_ARGS",
  // What stands in its path or query may be all that keeps others from calling it.
  "KMS_AUDIT_WEBHOOK_URL",
  "KMS_AUDIT_WITNESSES",
]);

/** What was found, for the start of a sentence; long or secret values are not repeated. */
export function quoteValue(name: string, value: string | undefined): string {
  const isQuotable = value !== undefined && value.length <= 100 && !value.includes("@") && !NEVER_ECHOED.has(name);
  return isQuotable ? `is ${JSON.stringify(value)}, and` : "is not usable:";
}

/** @throws StartError where some of them are set and others not */
export function requireTogether(source: Source, names: readonly string[]): void {
  const present = names.find((name) => source[name]);
  const missing = names.find((name) => !source[name]);
  if (present && missing) throw new StartError(`${present} is set, so ${missing} must be set too.`);
}

/** @throws StartError where one of them is set without what it belongs to */
export function requireBeside(source: Source, needed: string, names: readonly string[]): void {
  const present = names.find((name) => source[name]);
  if (present && !source[needed]) throw new StartError(`${present} is set, so ${needed} must be set too.`);
}
