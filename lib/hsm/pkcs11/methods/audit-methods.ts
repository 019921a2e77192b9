/**
 * The port's methods on the key that signs the audit log. It is used once a second at most, so no session copy of it is made: its private
 * half stays where it is.
 */
import { createHash } from "node:crypto";
import type { Handle } from "pkcs11js";
import type { Hsm } from "#lib/hsm/port";
import { requireHalfOf } from "../long-lived/long-lived-objects";
import { readPublicHalf } from "../pairs/public-half";
import { rawSignatureBytes, signingInput, toWireSignature } from "../pairs/signing-input";
import type { Connection, Live } from "../session/connection";
import { persistentModule } from "../session/persist";

const SPEC = "EC_P256";
const ALGORITHM = "ECDSA_SHA_256";

export function createAuditMethods(connection: Connection): Pick<Hsm, "auditPublicKey" | "signAudit"> {
  const readHalf = ({ module, pool, objects }: Live) => {
    const persistent = persistentModule(module);
    const half = requireHalfOf(persistent, pool.work, "auditKey", objects.auditKey);
    return readPublicHalf(persistent, pool.work, half, SPEC);
  };

  return {
    auditPublicKey: async () => connection.run(readHalf),

    signAudit(data: Uint8Array): Promise<Buffer> {
      const input = signingInput(SPEC, ALGORITHM, createHash("sha256").update(data).digest());
      return connection.runAside("use", async ({ module, objects }: Live, session: Handle) => {
        module.C_SignInit(session, input.mechanism, objects.auditKey);
        const raw = await module.C_SignAsync(session, input.data, Buffer.alloc(rawSignatureBytes(SPEC, ALGORITHM)));
        if (raw.byteLength !== rawSignatureBytes(SPEC, ALGORITHM)) throw new Error("the token returned a signature of the wrong length");
        return toWireSignature(ALGORITHM, raw);
      });
    },
  };
}
