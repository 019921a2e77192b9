/**
 * The environment of the console's process. It is a list of what is let in, so that whoever breaks the page renderer
 * finds neither a PIN nor a database password there, whatever variables are invented later.
 */
import { createHmac } from "node:crypto";
import { type Env, type Environment, toUrlHost } from "#lib/base/env";

const PASSED_ON = [
  "PATH",
  "HOME",
  "LANG",
  "TZ",
  "NODE_EXTRA_CA_CERTS",
  "HTTPS_PROXY",
  "NO_PROXY",
  "KMS_API_HOST",
  "KMS_API_PORT",
  "KMS_CONSOLE_HOST",
  "KMS_CONSOLE_PORT",
  "KMS_HSTS_SUBDOMAINS",
  "KMS_INSECURE_HTTP",
  "KMS_LOG_LEVEL",
  "KMS_MAX_CONNECTIONS",
  "KMS_TRUSTED_PROXIES",
  "KMS_TLS_CERT_FILE",
  "KMS_TLS_KEY_FILE",
  "KMS_ACCOUNT",
  "KMS_REGION",
  "KMS_OIDC_ISSUER",
  "KMS_OIDC_CLIENT_ID",
  "KMS_OIDC_CLAIM",
  "KMS_OIDC_GROUPS_CLAIM",
  // Serves the sheet of all parts, to whoever builds the console.
  "KMS_DEV_GALLERY",
] as const;

/** Where the console listens, as it reaches itself. */
function localOrigin({ tls, console: { host, port } }: Env): string {
  return new URL(`${tls ? "https" : "http"}://${toUrlHost(host)}:${port}`).origin;
}

/**
 * @param source the primary's environment
 * @param internalApiUrl where the console reaches the API on this machine
 */
export function consoleEnvironment(
  source: Environment,
  env: Env,
  internalApiUrl: string,
  secrets: { console: string; session: string },
): NodeJS.ProcessEnv {
  const passed = Object.fromEntries(PASSED_ON.flatMap((name) => (source[name] ? [[name, source[name]]] : [])));
  return {
    ...passed,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    // Next.js reads a page of its own after an action that leads there; by the public URL it would leave the machine.
    __NEXT_PRIVATE_ORIGIN: localOrigin(env),
    KMS_API_URL: internalApiUrl,
    KMS_PUBLIC_API_URL: env.api.url,
    KMS_CONSOLE_URL: env.console.url,
    KMS_CONSOLE_SECRET: secrets.console,
    ...(env.oidc !== null && env.oidc.clientSecret !== null && { KMS_OIDC_CLIENT_SECRET: env.oidc.clientSecret }),
    NEXTAUTH_URL: env.console.url,
    NEXTAUTH_SECRET: secrets.session,
    // What an action's page had bound to it comes back sealed by this. 32 bytes in Base64, the same on all instances.
    NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: createHmac("sha256", secrets.session).update("server-actions").digest("base64"),
  };
}
