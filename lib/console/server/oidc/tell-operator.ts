/** What went wrong with the identity provider, for the log alone: a person can do nothing about a wrong client secret. */
import "server-only";

const NOTICE_PERIOD_MS = 60_000;
/** Names that openid-client, OAuth and the system give to errors; whatever else a provider says is not repeated. */
const NAME = /^[A-Za-z_]{1,60}$/;

let told = Number.NEGATIVE_INFINITY;

/**
 * Writes one line, and none more in the same minute.
 * @param doing what was asked of the provider
 */
export function tellOperator(doing: "discovery" | "code", error: unknown, now = performance.now()): void {
  if (now - told < NOTICE_PERIOD_MS) return;
  told = now;
  console.warn(operatorLine(doing, error));
}

export function operatorLine(doing: "discovery" | "code", error: unknown): string {
  const { code, error: word, cause } = (error ?? {}) as { code?: unknown; error?: unknown; cause?: { code?: unknown } };
  const names = [code, word, cause?.code].filter((name) => typeof name === "string" && NAME.test(name));
  const what = doing === "discovery" ? "its discovery document could not be had" : "it gave no ID token for a code";
  return `OpenID Connect issuer (KMS_OIDC_ISSUER): ${what}: ${[...new Set(names)].join(", ") || "no answer"}`;
}
