/**
 * From a row to a handle in the token. Invariant: material is verified against its row before its handle is given, warm or cold.
 * What does not unwrap although the integrity key vouches for it is as it was written: that is the token's fault, not the row's.
 */
import type { Handle } from "pkcs11js";
import { KmsError } from "#lib/domain/errors";
import type { BoundMaterial } from "#lib/hsm/port";
import type { IntegrityKeys } from "../long-lived/integrity-keys";
import { publicHalfTemplate } from "../pairs/public-half";
import type { Live } from "../session/connection";
import type { Capabilities } from "../start/capabilities";
import { publicKeyTemplate } from "../templates";
import { bindingBytes } from "./binding-mac";
import type { MaterialCache } from "./material-cache";
import { pairKeyType, unwrapPair, unwrapSecret } from "./wrap-material";

export class MaterialHandles {
  readonly #capabilities: Capabilities;
  readonly #cache: MaterialCache;
  readonly #integrity: IntegrityKeys;
  /** Private keys on their way into the token, by the MAC of their row, so that many requests unwrap one key once. */
  readonly #arriving = new Map<string, Promise<void>>();

  constructor(capabilities: Capabilities, cache: MaterialCache, integrity: IntegrityKeys) {
    this.#capabilities = capabilities;
    this.#integrity = integrity;
    this.#cache = cache;
  }

  /** The handle of a secret key. It belongs to the holder session and stays good until it is evicted. @throws KmsError `materialIntegrity` */
  secret(live: Live, material: BoundMaterial): Handle {
    const warm = this.#cache.find(material);
    if (warm !== null) return warm;
    this.vouch(live, material);
    const { module, pool, working } = live;
    const domainKey = working.domainKeys.require(material.domainKey);
    const handle = unwrapSecret(module, pool.holder, this.#capabilities, domainKey, material);
    this.#cache.keep(material, handle);
    return handle;
  }

  /**
   * Hands the handle of a private key to `use`; it stays good until that has ended, whatever is evicted meanwhile.
   * @throws KmsError `materialIntegrity`
   */
  async withPrivate<T>(live: Live, material: BoundMaterial, use: (handle: Handle) => Promise<T>): Promise<T> {
    for (let warm = this.#cache.find(material); ; warm = this.#cache.find(material)) {
      const handle = warm;
      if (handle !== null) return live.pool.pinned(handle, () => use(handle));
      await this.#bring(live, material);
    }
  }

  /** The handle of a pair's public half, which can verify. @throws KmsError `materialIntegrity` */
  public(live: Live, material: BoundMaterial): Handle {
    const warm = this.#cache.find(material, "public");
    if (warm !== null) return warm;
    this.vouch(live, material);
    const template = [
      ...publicKeyTemplate(pairKeyType(material.spec), "verification"),
      ...publicHalfTemplate(requirePublicKey(material), material.spec),
    ];
    const handle = live.module.C_CreateObject(live.pool.holder, template);
    this.#cache.keep(material, handle, "public");
    return handle;
  }

  /** Whether the row is as it was written: the integrity key says so. @throws KmsError `materialIntegrity` */
  vouch(live: Live, material: BoundMaterial): void {
    if (!this.#integrity.isAuthentic(live, bindingBytes(material, material), material.bindingMac)) throw new KmsError("materialIntegrity");
  }

  #bring(live: Live, material: BoundMaterial): Promise<void> {
    this.vouch(live, material);
    const name = Buffer.from(material.bindingMac).toString("hex");
    const arriving = this.#arriving.get(name);
    if (arriving !== undefined) return arriving;
    const brought = this.#unwrapPair(live, material).finally(() => this.#arriving.delete(name));
    this.#arriving.set(name, brought);
    return brought;
  }

  async #unwrapPair({ module, pool, working }: Live, material: BoundMaterial): Promise<void> {
    const domainKey = working.domainKeys.require(material.domainKey);
    const unwrap = (session: Handle) => unwrapPair(module, session, this.#capabilities, domainKey, material);
    const handle = await pool.pinned(domainKey, () => pool.holdPair(unwrap));
    // A handle of a connection that was dropped meanwhile is good for nothing.
    if (!pool.isOpen) throw new Error("the connection was made anew while a key was unwrapped");
    this.#cache.keep(material, handle);
  }
}

/** @throws KmsError `materialIntegrity`: a pair has a public half */
export function requirePublicKey({ publicKey }: Pick<BoundMaterial, "publicKey">): Uint8Array {
  if (publicKey === null) throw new KmsError("materialIntegrity");
  return publicKey;
}
