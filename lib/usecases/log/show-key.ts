/** Shows the public key of the sealed log, from the token itself: what the database says of it counts for nothing. */
import { auditKeyOf, keyIdOf, parseCheckpoint } from "#lib/audit/verify/checkpoint";
import { formatLogKey } from "#lib/audit/verify/policy";
import type { ProjectUseCase } from "../use-case";
import { findLastCheckpoint } from "./sealed";

export const showAuditKey: ProjectUseCase<"showAuditKey"> = {
  subject: "project",
  async run(_input, context) {
    const spki = await context.hsm.auditPublicKey();
    const last = await findLastCheckpoint(context);
    const origin = last === null ? null : parseCheckpoint(Buffer.from(last.stored.text)).origin;
    return {
      spki,
      pem: String(auditKeyOf(spki).export({ type: "spki", format: "pem" })),
      keyId: keyIdOf(spki),
      origin,
      verifierKey: origin === null ? null : formatLogKey(origin, spki),
    };
  },
};
