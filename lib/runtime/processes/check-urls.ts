/** Public URLs that contradict each other, or what the product is told to listen on: nobody could reach it by them. */
import { type Address, type Env, toUrlHost } from "#lib/base/env";
import type { Log } from "#lib/base/log";
import { StartError } from "#lib/base/start-error";

type Side = { readonly name: "KMS_API_URL" | "KMS_CONSOLE_URL"; readonly what: string; readonly at: Address };

/** @throws StartError naming the variable, and what it says against */
export function checkUrls(env: Env): void {
  const api: Side = { name: "KMS_API_URL", what: "the API", at: env.api };
  const ui: Side = { name: "KMS_CONSOLE_URL", what: "the console", at: env.console };
  if (api.at.url === ui.at.url) {
    throw new StartError(
      `KMS_API_URL and KMS_CONSOLE_URL are both "${api.at.url}", and must differ: give each a host name or a port of its own.`,
    );
  }
  for (const [side, other] of [
    [api, ui],
    [ui, api],
  ] as const) {
    const isHttps = side.at.url.startsWith("https:");
    if (env.tls && !isHttps) {
      throw new StartError(
        `${side.name} is "${side.at.url}", but with KMS_TLS_CERT_FILE ${side.what} speaks HTTPS only: begin it with https://.`,
      );
    }
    if (isWhere(side.at.url, other.at)) {
      throw new StartError(
        `${side.name} is "${side.at.url}", where ${other.what} listens: give it the port of ${side.what}, ${side.at.port}.`,
      );
    }
    if (!env.tls && isHttps && isWhere(side.at.url, side.at)) {
      throw new StartError(
        `${side.name} is "${side.at.url}", where ${side.what} itself listens, without TLS: set KMS_TLS_CERT_FILE and KMS_TLS_KEY_FILE, or name the address of the proxy that has the certificate.`,
      );
    }
  }
}

/** Says in the log what is allowed and yet no good idea. */
export function warnOfUrls(env: Env, log: Pick<Log, "warn">): void {
  for (const [name, { url }] of [
    ["KMS_API_URL", env.api],
    ["KMS_CONSOLE_URL", env.console],
  ] as const) {
    const { protocol, hostname } = new URL(url);
    if (protocol === "http:" && !env.insecureHttp && !isThisMachine(hostname)) {
      log.warn({ [name]: url }, `${name} begins with http://: passwords and plaintexts cross the network in clear`);
    }
  }
}

/** Whether a public URL is an address that a part itself listens on. */
function isWhere(publicUrl: string, { host, port }: Address): boolean {
  const url = new URL(publicUrl);
  const urlPort = Number(url.port || (url.protocol === "https:" ? 443 : 80));
  return urlPort === port && (url.hostname === toUrlHost(host) || (isThisMachine(url.hostname) && isThisMachine(toUrlHost(host))));
}

function isThisMachine(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}
