/** Test only: material whose private key is known, wrapped in the token under the domain key and bound to a row like any other. */
import type { KeyObject } from "node:crypto";
import { createPublicKey } from "node:crypto";
import pkcs11js from "pkcs11js";
import type { MaterialBinding } from "#lib/domain/key";
import { requireLongLived } from "#lib/hsm/pkcs11/long-lived/long-lived-objects";
import { bindingBytes } from "#lib/hsm/pkcs11/material/binding-mac";
import { KEY_WRAP_CANDIDATES, plainMechanism } from "#lib/hsm/pkcs11/mechanisms";
import { holdModule } from "#lib/hsm/pkcs11/session/module";
import { withUserSession } from "#lib/hsm/pkcs11/session/user-session";
import { rsaParts } from "#lib/hsm/pkcs11/start/known-rsa-key";
import { extractable, privateKeyTemplate } from "#lib/hsm/pkcs11/templates";
import { hmac } from "#lib/hsm/pkcs11/token-crypto";
import type { TokenSettings } from "#lib/hsm/pkcs11/token-settings";
import type { BoundMaterial } from "#lib/hsm/port";

/** @param privateKey an RSA key, of any size and exponent */
export async function bindKnownRsa(settings: TokenSettings, binding: MaterialBinding, privateKey: KeyObject): Promise<BoundMaterial> {
  const publicKey = createPublicKey(privateKey).export({ type: "spki", format: "der" });
  const hold = holdModule(settings);
  const { module } = hold;
  try {
    return await withUserSession(hold, settings, (session) => {
      const { domainKeys, integrityKey } = requireLongLived(module, session);
      const [domainKey] = [...domainKeys.values()];
      if (domainKey === undefined) throw new Error("the token has no domain key");
      const key = module.C_CreateObject(session, [...extractable(privateKeyTemplate(pkcs11js.CKK_RSA, "none")), ...rsaParts(privateKey)]);
      const wrapped = wrapWithAny((mechanism) => module.C_WrapKey(session, plainMechanism(mechanism), domainKey, key, Buffer.alloc(8192)));
      const material = { wrapped: Buffer.from(wrapped), publicKey, domainKey: 1 };
      return { ...binding, ...material, bindingMac: hmac(module, session, integrityKey, bindingBytes(binding, material)) };
    });
  } finally {
    hold.release();
  }
}

/** AES-KWP under whichever number the token knows it. */
function wrapWithAny(wrap: (mechanism: number) => Buffer): Buffer {
  const [first, second] = KEY_WRAP_CANDIDATES;
  try {
    return wrap(first);
  } catch {
    return wrap(second);
  }
}
