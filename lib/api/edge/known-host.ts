/**
 * Which names this service answers to. A page of a foreign site can point a name of its own at this machine (DNS rebinding), and
 * the browser then takes both for one site; the name in `Host` gives it away. No name of a site can be an IP literal or a loopback name.
 */
import { isIP } from "node:net";
import { HOST_NAME_PATTERN } from "#lib/base/host-name";

/** Names that were found good, kept with their port. */
const REMEMBERED = 200;

/**
 * @param names host names besides IP literals and loopback names
 * @returns whether a `Host` header names this service, with any port, since proxies differ in what they pass on
 */
export function knownHosts(names: readonly string[]): (host: string | undefined) => boolean {
  const known = new Set(names.map((name) => withoutDot(name.toLowerCase())));
  const seen = new Set<string>();
  return (host) => {
    if (host === undefined) return false;
    if (seen.has(host)) return true;
    const name = hostName(host);
    const isKnown = name !== null && (known.has(name) || isLiteral(name) || name === "localhost" || name.endsWith(".localhost"));
    if (isKnown && seen.size < REMEMBERED) seen.add(host);
    return isKnown;
  };
}

/** The name without port and closing dot, in lower case; null where there is none of the right form. */
function hostName(host: string): string | null {
  const bare = /^(\[[0-9a-fA-F:.]+\]|[^:[\]]+)(?::\d{0,5})?$/.exec(host)?.[1]?.toLowerCase();
  if (bare === undefined) return null;
  return isLiteral(bare) || HOST_NAME_PATTERN.test(withoutDot(bare)) ? withoutDot(bare) : null;
}

function isLiteral(name: string): boolean {
  return name.startsWith("[") ? isIP(name.slice(1, -1)) === 6 : isIP(name) === 4;
}

function withoutDot(name: string): string {
  return name.endsWith(".") ? name.slice(0, -1) : name;
}
