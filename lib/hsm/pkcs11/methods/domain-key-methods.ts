/**
 * The port's methods on domain keys and on what is wrapped under them. Making and destroying one are two of the few moments in
 * which a running worker writes to the token. Invariant: the newest domain key is never destroyed, and clear material never leaves the token.
 */
import { randomBytes } from "node:crypto";
import type { Handle } from "pkcs11js";
import { KmsError } from "#lib/domain/errors";
import type { MaterialBinding, WrappedMaterial } from "#lib/domain/key";
import { isKeyPair } from "#lib/domain/key-spec";
import type { BoundMaterial, Hsm, WrappedIntegrityKey } from "#lib/hsm/port";
import { findDomainKeys, GENERATION_MAX } from "../long-lived/domain-keys";
import type { IntegrityKeys } from "../long-lived/integrity-keys";
import { domainKeyRow, idTemplate, labelTemplate } from "../long-lived/long-lived-objects";
import type { MaterialCache } from "../material/material-cache";
import type { MaterialHandles } from "../material/material-handles";
import { rewrapPair, rewrapSecret } from "../material/wrap-material";
import type { Connection, Live } from "../session/connection";
import { withWritingSession } from "../session/writing-session";
import type { Capabilities } from "../start/capabilities";

type DomainKeyMethods = Pick<
  Hsm,
  | "listDomainKeys"
  | "makeDomainKey"
  | "domainKeyMadeAt"
  | "destroyDomainKey"
  | "rewrapMaterial"
  | "generateIntegrityKey"
  | "rewrapIntegrityKey"
  | "acceptIntegrityKeys"
>;

export type DomainKeyParts = {
  readonly connection: Connection;
  readonly capabilities: Capabilities;
  readonly cache: MaterialCache;
  readonly handles: MaterialHandles;
  readonly integrity: IntegrityKeys;
  /** Completes material with what binds it to its row. */
  readonly bind: (live: Live, session: Handle, binding: MaterialBinding, made: Omit<WrappedMaterial, "bindingMac">) => WrappedMaterial;
};

const MARK_BYTES = 8;

export function createDomainKeyMethods({ connection, capabilities, cache, handles, integrity, bind }: DomainKeyParts): DomainKeyMethods {
  /** What is unwrapped of material goes with its domain key. */
  function refresh({ working }: Live): readonly number[] {
    const generations = working.domainKeys.refresh();
    cache.dropExceptUnder(generations);
    return generations;
  }

  return {
    listDomainKeys: () => connection.run(refresh),

    domainKeyMadeAt: (generation: number) => connection.run(({ working }) => working.domainKeys.madeAt(generation)),

    makeDomainKey(generation: number, madeAt: Date): void {
      if (!Number.isInteger(generation) || generation < 1 || generation > GENERATION_MAX) throw new RangeError("no such generation");
      connection.run((live) => {
        const newest = Math.max(...refresh(live));
        if (generation < newest) throw new RangeError("a domain key cannot be made before the newest");
        if (generation === newest) return;
        const row = domainKeyRow(generation, madeAt);
        const names = [...labelTemplate(row), ...idTemplate(row, randomBytes(MARK_BYTES))];
        withWritingSession(live, (session) => live.module.C_GenerateKey(session, row.mechanism, [...row.template, ...names]));
        if (!refresh(live).includes(generation)) throw new Error("the token does not show a domain key that it has made");
      });
    },

    destroyDomainKey(generation: number): void {
      connection.run((live) => {
        if (generation >= Math.max(...refresh(live))) throw new RangeError("the newest domain key cannot be destroyed");
        withWritingSession(live, (session) => {
          const doomed = findDomainKeys(live.module, session).filter((key) => key.generation === generation);
          // Where the token makes no copies, calls work with the key itself; whoever wants it destroyed asks again.
          if (doomed.some(({ handle }) => live.pool.isPinned(handle))) throw new KmsError("unavailable");
          for (const { handle } of doomed) live.module.C_DestroyObject(session, handle);
        });
        if (refresh(live).includes(generation)) throw new Error("the token still shows a domain key that it has destroyed");
      });
    },

    async rewrapMaterial(material: BoundMaterial): Promise<WrappedMaterial | null> {
      if (!isKeyPair(material.spec)) {
        return connection.run((live) => {
          const keys = keysFor(live, material);
          if (keys === null) return null;
          const { from, to, generation } = keys;
          const { module, pool } = live;
          const wrapped = rewrapSecret(module, pool.work, capabilities, { from, to }, material);
          return bind(live, pool.work, material, { wrapped, publicKey: null, domainKey: generation });
        });
      }
      return connection.runAside("use", async (live, session) => {
        const keys = keysFor(live, material);
        if (keys === null) return null;
        const { from, to, generation } = keys;
        const rewrap = () => rewrapPair(live.module, session, capabilities, { from, to }, material);
        const wrapped = await live.pool.pinned(from, rewrap);
        return bind(live, session, material, { wrapped, publicKey: material.publicKey, domainKey: generation });
      });
    },

    generateIntegrityKey: (version: number) => connection.run((live) => integrity.generate(live, version)),

    rewrapIntegrityKey: (key: WrappedIntegrityKey) => connection.run((live) => integrity.rewrap(live, key)),

    acceptIntegrityKeys(keys: readonly WrappedIntegrityKey[], active: number): void {
      connection.run((live) => integrity.use(live, keys, active));
    },
  };

  /** From which domain key to which; null where there is nothing to do. @throws KmsError `materialIntegrity` */
  function keysFor(live: Live, material: BoundMaterial): { from: Handle; to: Handle; generation: number } | null {
    const { domainKeys } = live.working;
    if (material.domainKey === domainKeys.newest.generation) return null;
    handles.vouch(live, material);
    // First, since it may show one that is newer than any known here.
    const from = domainKeys.require(material.domainKey);
    const { generation, handle } = domainKeys.newest;
    return material.domainKey === generation ? null : { from, to: handle, generation };
  }
}
