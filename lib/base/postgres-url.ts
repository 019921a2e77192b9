/** PostgreSQL's connection URLs, also those with several hosts, as libpq reads them (PostgreSQL 18, §32.1.1.2 and §32.1.1.3). */

export type PostgresHost = { readonly host: string; readonly port: number };

export type PostgresUrl = {
  /** Of the first host alone, in a form that every client reads. */
  readonly url: string;
  /** One or more, in their order; none where there is only a directory of sockets. */
  readonly hosts: readonly PostgresHost[];
  /** Whether the one that takes writes is to be found among them: with several hosts, or where `target_session_attrs` asks for it. */
  readonly isToBeFound: boolean;
};

/** What is before the last @ is user and password, as every URL has it. */
const FORM = /^(postgres(?:ql)?:\/\/(?:[^/?#]*@)?)([^@/?#]*)(\/.*)$/is;
const DEFAULT_PORT = 5432;
/** Of a session that cannot write the product has no use. */
const WRITING: ReadonlySet<string> = new Set(["any", "read-write", "primary"]);

/** @returns null for what is no such URL, or has no host or no database; and where it asks for a session that cannot write */
export function readPostgresUrl(value: string): PostgresUrl | null {
  const [, before, authority, after] = FORM.exec(value) ?? [];
  if (before === undefined || authority === undefined || after === undefined) return null;
  const parts = authority.split(",");
  const first = toUrl(`${before}${parts[0] === "" ? "localhost" : parts[0]}${after}`);
  if (first === null || first.pathname.length < 2) return null;
  const attributes = first.searchParams.get("target_session_attrs");
  if (attributes !== null && !WRITING.has(attributes)) return null;
  first.searchParams.delete("target_session_attrs");
  if (authority === "") return first.searchParams.has("host") ? { url: value, hosts: [], isToBeFound: false } : null;
  const hosts = parts.flatMap(readHost);
  if (hosts.length !== parts.length) return null;
  const isToBeFound = hosts.length > 1 || (attributes !== null && attributes !== "any");
  return { url: isToBeFound || attributes !== null ? first.href : value, hosts, isToBeFound };
}

function readHost(part: string): PostgresHost[] {
  const url = part === "" ? null : toUrl(`postgres://${part}/`);
  if (url === null || url.hostname === "" || url.username || url.password) return [];
  const host = decodeURIComponent(url.hostname.replace(/^\[(.*)\]$/, "$1"));
  return [{ host, port: url.port === "" ? DEFAULT_PORT : Number(url.port) }];
}

function toUrl(value: string): URL | null {
  return URL.canParse(value) ? new URL(value) : null;
}
