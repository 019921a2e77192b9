/** Which URLs and host names settings may be. */

export function isLoopback(name: string): boolean {
  return name === "localhost" || name === "::1" || /^127(\.\d{1,3}){3}$/.test(name);
}

function toUrl(value: string): URL | null {
  return URL.canParse(value) ? new URL(value) : null;
}

export function isOrigin(value: string): boolean {
  const url = toUrl(value);
  if (!url) return false;
  return /^https?:$/.test(url.protocol) && url.pathname === "/" && !url.search && !url.hash && !url.username && !url.password;
}

/** Without TLS only on this machine, since whoever can change what is fetched there signs in as anybody. */
export function isIssuer(value: string): boolean {
  const url = toUrl(value);
  if (url === null || url.search || url.hash || url.username || url.password) return false;
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname.replace(/^\[(.*)\]$/, "$1")));
}

const hostOf = (url: URL) => url.hostname.replace(/^\[(.*)\]$/, "$1");

/** Without TLS only to this machine. */
export function isWebhookUrl(value: string): boolean {
  const url = /[\s\p{Cc}]/u.test(value) ? null : toUrl(value);
  if (url === null || url.hash || url.username || url.password) return false;
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(hostOf(url)));
}

/** What a path is put after. Without TLS only to this machine. */
export function isWitnessUrl(value: string): boolean {
  return isWebhookUrl(value) && !value.includes("?");
}

/** A host and a port, and nothing else. Without TLS only to this machine. */
export function isSyslogUrl(value: string): boolean {
  if (!/^(?:tls|tcp):\/\/(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):\d{1,5}$/.test(value)) return false;
  const url = toUrl(value);
  if (url === null || Number(url.port) === 0) return false;
  return url.protocol === "tls:" || isLoopback(hostOf(url));
}
