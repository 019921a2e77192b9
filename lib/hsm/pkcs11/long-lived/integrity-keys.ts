/**
 * The integrity keys of one worker: the token's own, which is version 1, and later ones that come wrapped and are unwrapped into the
 * sessions, where they can sign and verify and nothing else. Invariant: what one of them has ever authenticated stays authentic, and
 * what none of them has costs the same number of tries, whatever it is.
 */
import { timingSafeEqual } from "node:crypto";
import type { Handle } from "pkcs11js";
import { KmsError } from "#lib/domain/errors";
import type { WrappedIntegrityKey } from "#lib/hsm/port";
import { integrityKeyBytes } from "../material/binding-mac";
import { generateWrappedSecret, rewrapSecret, unwrapSecret } from "../material/wrap-material";
import { requireLength } from "../mechanisms";
import type { Live } from "../session/connection";
import type { SessionPool } from "../session/session-pool";
import type { Capabilities } from "../start/capabilities";
import { HMAC_BYTES, hmac } from "../token-crypto";

/** HMAC-SHA-256 by 32 bytes, as the token's own. */
const SPEC = "HMAC_256";
const OWN = 1;

export class IntegrityKeys {
  readonly #capabilities: Capabilities;
  /** The newest first. */
  #keys: readonly WrappedIntegrityKey[] = [];
  #active = OWN;
  /** By version; handles live as long as the sessions they were made in. */
  readonly #handles = new WeakMap<SessionPool, Map<number, Handle>>();

  constructor(capabilities: Capabilities) {
    this.#capabilities = capabilities;
  }

  /** @throws KmsError `materialIntegrity` when one is not as it was made; nothing changes then */
  use(live: Live, keys: readonly WrappedIntegrityKey[], active: number): void {
    if (active !== OWN && !keys.some(({ version }) => version === active)) throw new RangeError("the active integrity key is not given");
    for (const key of keys) this.#handleOf(live, key);
    this.#keys = keys.map(copyOf).sort((one, other) => other.version - one.version);
    this.#active = active;
  }

  /** HMAC-SHA-256 by the active key. @param session to run it on */
  authenticate(live: Live, session: Handle, data: Uint8Array): Buffer {
    const active = this.#keys.find(({ version }) => version === this.#active);
    return hmac(live.module, session, active === undefined ? live.working.integrityKey : this.#handleOf(live, active), data);
  }

  /** Whether any of the keys has authenticated this. */
  isAuthentic(live: Live, data: Uint8Array, mac: Uint8Array): boolean {
    const { module, pool, working } = live;
    const byKey = (key: Handle) => isEqualMac(hmac(module, pool.work, key, data), mac);
    return this.#keys.some((key) => byKey(this.#handleOf(live, key))) || byKey(working.integrityKey);
  }

  generate(live: Live, version: number): WrappedIntegrityKey {
    if (!Number.isInteger(version) || version <= OWN) throw new RangeError("a later integrity key has version 2 at least");
    const { module, pool, working } = live;
    const { generation, handle } = working.domainKeys.newest;
    return vouched(live, {
      version,
      domainKey: generation,
      wrapped: generateWrappedSecret(module, pool.work, this.#capabilities, handle, SPEC),
    });
  }

  /** @returns null where it is under the newest domain key */
  rewrap(live: Live, key: WrappedIntegrityKey): WrappedIntegrityKey | null {
    const { module, pool, working } = live;
    requireVouched(live, key);
    const from = working.domainKeys.require(key.domainKey);
    const { generation, handle: to } = working.domainKeys.newest;
    if (key.domainKey === generation) return null;
    const wrapped = rewrapSecret(module, pool.work, this.#capabilities, { from, to }, { spec: SPEC, wrapped: key.wrapped });
    return vouched(live, { version: key.version, domainKey: generation, wrapped });
  }

  /** Verified and unwrapped where it is not yet; the same version is the same key, however it is wrapped. */
  #handleOf(live: Live, key: WrappedIntegrityKey): Handle {
    const { module, pool, working } = live;
    const handles = this.#handles.get(pool) ?? new Map<number, Handle>();
    this.#handles.set(pool, handles);
    const known = handles.get(key.version);
    if (known !== undefined) return known;
    requireVouched(live, key);
    const domainKey = working.domainKeys.require(key.domainKey);
    const handle = unwrapSecret(module, pool.holder, this.#capabilities, domainKey, { spec: SPEC, wrapped: key.wrapped }, "mac");
    handles.set(key.version, handle);
    return handle;
  }
}

/** Constant-time comparison of a MAC of 32 bytes; one of another length is not equal. */
export function isEqualMac(expected: Buffer, given: Uint8Array): boolean {
  return given.byteLength === HMAC_BYTES && timingSafeEqual(expected, requireLength(given, HMAC_BYTES, "MAC"));
}

function vouched(live: Live, key: Omit<WrappedIntegrityKey, "bindingMac">): WrappedIntegrityKey {
  return { ...key, bindingMac: hmac(live.module, live.pool.work, live.working.integrityKey, integrityKeyBytes(key)) };
}

function requireVouched(live: Live, key: WrappedIntegrityKey): void {
  if (!isEqualMac(vouched(live, key).bindingMac as Buffer, key.bindingMac)) throw new KmsError("materialIntegrity");
}

function copyOf({ version, domainKey, wrapped, bindingMac }: WrappedIntegrityKey): WrappedIntegrityKey {
  return { version, domainKey, wrapped: Buffer.from(wrapped), bindingMac: Buffer.from(bindingMac) };
}
