/**
 * The environment of the console's process. It is a list of what is let in, so that whoever breaks the page renderer
 * finds neither a PIN nor a database password there, whatever variables are invented later.
 */
import type { Env, Environment } from "./env";

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
  "KMS_OIDC_CLIENT_SECRET",
] as const;

/**
 * @param source the primary's environment
 * @param internalApiUrl where the console reaches the API on this machine
 */
export function consoleEnvironment(
  source: Environment,
  env: Env,
  internalApiUrl: string,
  secrets: { console: string; nextAuth: string },
): NodeJS.ProcessEnv {
  const passed = Object.fromEntries(PASSED_ON.flatMap((name) => (source[name] ? [[name, source[name]]] : [])));
  return {
    ...passed,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    KMS_API_URL: internalApiUrl,
    KMS_PUBLIC_API_URL: env.api.url,
    KMS_CONSOLE_URL: env.console.url,
    KMS_CONSOLE_SECRET: secrets.console,
    NEXTAUTH_URL: env.console.url,
    NEXTAUTH_SECRET: secrets.nextAuth,
  };
}
