/**
 * The public keys of an OpenID Connect issuer, fetched from where its discovery document says. Invariants: keys come from there alone, and
 * never from what is to be verified with them; whoever waits, waits for one fetch with all others, for `TIMEOUT_MS` at most; and however many
 * keys strangers name that there are not, they are fetched seldom.
 */
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import { KmsError } from "#lib/domain/errors";
import { TryBudget } from "../try-budget";

/** For discovery and keys together. */
const TIMEOUT_MS = 5_000;
/** So long they are used without asking; a key that was withdrawn is good for that long. */
const KEPT_MS = 5 * 60 * 1000;
/** After a fetch that failed nobody asks for so long. */
const REST_MS = 2_000;
/** Fetches for keys that are not known: so many at once, then so many a second. The issuer's keys may have been rotated. */
const UNKNOWN_AT_ONCE = 2;
const UNKNOWN_PER_SECOND = 0.5;
/** More do not wait for the same fetch. */
const WAITING_MAX = 100;
const DOCUMENT_MAX_BYTES = 256 * 1024;

type Keys = { readonly find: ReturnType<typeof createLocalJWKSet>; readonly from: URL; readonly at: number };

export type IssuerKeysTools = {
  /** ms, of a clock that does not jump */
  readonly now: () => number;
  /** Told of each fetch that failed, with its cause. */
  readonly onFailure: (cause: unknown) => void;
};

export class IssuerKeys {
  readonly #issuer: string;
  readonly #tools: IssuerKeysTools;
  readonly #unknown: TryBudget;
  #keys: Keys | null = null;
  #pending: Promise<Keys> | null = null;
  #waiting = 0;
  #restsUntil = Number.NEGATIVE_INFINITY;

  /** @param issuer as it calls itself */
  constructor(issuer: string, tools: IssuerKeysTools) {
    this.#issuer = issuer;
    this.#tools = tools;
    this.#unknown = new TryBudget(UNKNOWN_AT_ONCE, UNKNOWN_PER_SECOND, tools.now);
  }

  /**
   * The key that a token's header names.
   * @throws KmsError `identityProviderUnavailable`; `JOSEError` where there is no such key, or several that fit
   */
  readonly find: JWTVerifyGetKey = async (header, token) => {
    const { find, at } = this.#keys !== null && this.#isFresh(this.#keys) ? this.#keys : await this.#fetch();
    try {
      return await find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      const newer = this.#keys !== null && this.#keys.at > at ? this.#keys : await this.#fetchUnknown(error);
      return newer.find(header, token);
    }
  };

  #isFresh({ at }: Keys): boolean {
    return this.#tools.now() - at < KEPT_MS;
  }

  async #fetchUnknown(unknown: unknown): Promise<Keys> {
    if (this.#pending === null && !this.#unknown.take("")) throw unknown;
    return this.#fetch();
  }

  /** One fetch for all who want one. */
  async #fetch(): Promise<Keys> {
    if (this.#pending === null && this.#tools.now() < this.#restsUntil) throw unavailable();
    if (this.#waiting >= WAITING_MAX) throw unavailable();
    this.#pending ??= this.#load().finally(() => {
      this.#pending = null;
    });
    this.#waiting += 1;
    try {
      return await this.#pending;
    } finally {
      this.#waiting -= 1;
    }
  }

  async #load(): Promise<Keys> {
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const from = this.#keys !== null && this.#isFresh(this.#keys) ? this.#keys.from : await this.#discover(signal);
      const find = createLocalJWKSet((await fetchJson(from, signal)) as JSONWebKeySet);
      this.#keys = { find, from, at: this.#tools.now() };
      return this.#keys;
    } catch (cause) {
      this.#restsUntil = this.#tools.now() + REST_MS;
      this.#tools.onFailure(cause);
      throw unavailable(cause);
    }
  }

  /** Where the keys are (OpenID Connect Discovery 1.0 §4). */
  async #discover(signal: AbortSignal): Promise<URL> {
    const url = new URL(`${this.#issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);
    const document = (await fetchJson(url, signal)) as { readonly issuer?: unknown; readonly jwks_uri?: unknown } | null;
    // Another's document would bring another's keys (§4.3).
    if (document?.issuer !== this.#issuer) throw new Error("the discovery document is of another issuer");
    const keys = new URL(String(document.jwks_uri));
    // What is told in clear on the way is nobody's; on this machine alone both may be.
    if (keys.protocol !== "https:" && keys.protocol !== url.protocol) throw new Error("jwks_uri must begin with https://");
    if (keys.protocol === "http:" && keys.hostname !== url.hostname)
      throw new Error("jwks_uri without TLS must be at the issuer's own host");
    return keys;
  }
}

function unavailable(cause?: unknown): KmsError {
  return new KmsError("identityProviderUnavailable", { cause });
}

/** One JSON document of bounded length, from that very address. */
async function fetchJson(url: URL, signal: AbortSignal): Promise<unknown> {
  const reply = await fetch(url, { signal, redirect: "error", headers: { accept: "application/json" } });
  const chunks: Uint8Array[] = [];
  let length = 0;
  if (reply.status !== 200) {
    await reply.body?.cancel();
    throw new Error(`${url.href} answers ${reply.status}`);
  }
  for await (const chunk of reply.body ?? []) {
    length += chunk.byteLength;
    if (length > DOCUMENT_MAX_BYTES) throw new Error(`${url.href} sends more than ${DOCUMENT_MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}
