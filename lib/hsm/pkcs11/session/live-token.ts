/**
 * A token that is signed in to, with its sessions and its own keys, and the question whether it is still there.
 * Invariant: what is returned here has found every long-lived object as it must be; what is thrown has left no session open.
 */
import type { Handle, PKCS11, TokenInfo } from "pkcs11js";
import { DomainKeyRing } from "../long-lived/domain-key-ring";
import { type LongLivedHandles, requireLongLived } from "../long-lived/long-lived-objects";
import { copyForWork, type WorkingCopies } from "../long-lived/session-copies";
import { hmac } from "../token-crypto";
import { requireToken } from "./find-token";
import { persistentModule } from "./persist";
import { SessionPool } from "./session-pool";

/** What an operation works with. Handles are good for this one operation. */
export type Live = {
  readonly module: PKCS11;
  readonly slot: Handle;
  readonly pool: SessionPool;
  readonly objects: LongLivedHandles;
  /** What to work with: session copies of `objects` where the token makes them. */
  readonly working: WorkingCopies & { readonly domainKeys: DomainKeyRing };
};

export type LiveToken = Live & { readonly info: TokenInfo };

/** How often the token's own keys are asked before it counts as gone. */
const LOOKS = 5;
const HEALTH_QUESTION = Buffer.from("kms-console/health/1", "ascii");

/**
 * @param missed generations of domain keys that were looked for in vain, kept by the owner from one connection to the next
 * @throws TokenStartError; the module's error when a session cannot be opened
 */
export function connect(module: PKCS11, label: string, pin: string, missed: Set<number>): LiveToken {
  const persistent = persistentModule(module);
  const { slot, info } = requireToken(persistent, label);
  const pool = new SessionPool(module, slot, pin);
  try {
    const objects = requireLongLived(persistent, pool.holder);
    const domainKeys = new DomainKeyRing(persistent, pool, objects.domainKeys, missed);
    return { module, pool, slot, info, objects, working: { ...copyForWork(persistent, pool.holder, objects), domainKeys } };
  } catch (error) {
    pool.close();
    throw error;
  }
}

/** A question that only the token's own keys answer, the long-lived one and its copy: a copy outlives a token that is gone. @throws the module's error */
export function askToken({ module, pool, objects, working }: Live): void {
  for (const key of new Set([objects.integrityKey, working.integrityKey])) hmac(module, pool.work, key, HEALTH_QUESTION);
}

/**
 * Whether the token is there and signed in, with the sessions that own handles; asked on a fresh work session, and several times.
 * @param patienceMs a single refusal that takes longer is believed
 */
export function isWell(live: Live, patienceMs: number): boolean {
  for (let look = 1; look <= LOOKS; look += 1) {
    const startedAt = performance.now();
    try {
      live.pool.replaceWork();
      live.pool.requireHolders();
      askToken(live);
      return true;
    } catch {
      if (performance.now() - startedAt > patienceMs) return false;
    }
  }
  return false;
}
