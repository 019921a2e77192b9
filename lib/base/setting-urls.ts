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

/** A socket directory may be given as `?host=`, as libpq has it. */
export function isPostgresUrl(value: string): boolean {
  const url = toUrl(value.replace("@/", "@localhost/"));
  if (!url || !/^postgres(ql)?:$/.test(url.protocol)) return false;
  return url.pathname.length > 1 && (url.hostname !== "" || url.searchParams.has("host"));
}
