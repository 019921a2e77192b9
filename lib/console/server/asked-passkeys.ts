/**
 * What browsers are to ask for a passkey with, between the password and the passkey of a sign-in: the service gives it out with its answer
 * to the password, so that the password is not shown only to get it once more. In this process's memory; whoever finds nothing here asks
 * the service. Invariants: found only with the very password that it was given out for, of which nothing is kept; good once; and bounded.
 */
import "server-only";
import { createHmac, randomBytes } from "node:crypto";
import type { Credentials } from "./sign-in-to-api";

type Options = Readonly<Record<string, unknown>>;
type Entry = { readonly options: Options; readonly until: number };

/** Shorter than the service's five minutes, so that the person has time to show it. */
const KEPT_MS = 3 * 60_000;
const MAX_ENTRIES = 1_000;

/** Pages, actions and routes are separate bundles of the same server. */
const STORE = Symbol.for("kms.console.askedPasskeys");
const shared = globalThis as unknown as { [STORE]?: { readonly key: Buffer; readonly entries: Map<string, Entry> } };

function store() {
  shared[STORE] ??= { key: randomBytes(32), entries: new Map() };
  return shared[STORE];
}

function nameOf({ account, userName, password }: Credentials): string {
  return createHmac("sha256", store().key)
    .update(JSON.stringify([account, userName, password]))
    .digest("base64url");
}

/** @param credentials that the service has found right */
export function keepAsked(credentials: Credentials, options: Options, now = Date.now()): void {
  const { entries } = store();
  const name = nameOf(credentials);
  entries.delete(name);
  entries.set(name, { options, until: now + KEPT_MS });
  for (const oldest of entries.keys()) {
    if (entries.size <= MAX_ENTRIES) break;
    entries.delete(oldest);
  }
}

/** Takes it away. @returns null where there is none */
export function takeAsked(credentials: Credentials, now = Date.now()): Options | null {
  const { entries } = store();
  const name = nameOf(credentials);
  const entry = entries.get(name);
  entries.delete(name);
  return entry !== undefined && now < entry.until ? entry.options : null;
}
