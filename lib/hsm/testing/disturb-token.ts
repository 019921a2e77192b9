/** Test only: brings a token into states that a fault, an interruption or an administrator may leave it in. */
import pkcs11js from "pkcs11js";
import { findObjects } from "#lib/hsm/pkcs11/long-lived/find-objects";
import {
  findLongLived,
  findPublicHalves,
  idTemplate,
  LONG_LIVED_OBJECTS,
  labelTemplate,
} from "#lib/hsm/pkcs11/long-lived/long-lived-objects";
import { holdModule } from "#lib/hsm/pkcs11/session/module";
import { withUserSession } from "#lib/hsm/pkcs11/session/user-session";
import { extractable } from "#lib/hsm/pkcs11/templates";
import type { TokenSettings } from "#lib/hsm/pkcs11/token-settings";

type Hold = Parameters<typeof withUserSession>[0];
type Session = Parameters<Parameters<typeof withUserSession>[2]>[0];

async function disturb(settings: TokenSettings, change: (module: Hold["module"], session: Session) => void): Promise<void> {
  const hold = holdModule(settings);
  try {
    await withUserSession(hold, settings, (session) => change(hold.module, session));
  } finally {
    hold.release();
  }
}

/** Removes the audit key, or one half of it. */
export async function removeAuditKeyPart(settings: TokenSettings, half: "private" | "public" | "both"): Promise<void> {
  return disturb(settings, (module, session) => {
    const secrets = half === "public" ? [] : findLongLived(module, session, "auditKey");
    const publics = half === "private" ? [] : findPublicHalves(module, session, "auditKey");
    for (const object of [...secrets, ...publics]) module.C_DestroyObject(session, object);
  });
}

/** Adds a key pair under the audit key's label; returns how to remove it. */
export async function addSecondAuditKey(
  settings: TokenSettings,
  { extractable: isExtractable = false } = {},
): Promise<() => Promise<void>> {
  const row = LONG_LIVED_OBJECTS.auditKey;
  const names = [...labelTemplate(row), ...idTemplate(row, Buffer.from("second"))];
  const privateTemplate = isExtractable ? extractable(row.privateTemplate) : row.privateTemplate;
  let added: Session[] = [];
  await disturb(settings, (module, session) => {
    const { privateKey, publicKey } = module.C_GenerateKeyPair(
      session,
      row.mechanism,
      [...row.publicTemplate, ...names],
      [...privateTemplate, ...names],
    );
    added = [privateKey, publicKey];
  });
  return () =>
    disturb(settings, (module, session) => {
      for (const object of added) module.C_DestroyObject(session, object);
    });
}

/** Removes every secret key under the label. */
export async function removeSecretKey(settings: TokenSettings, label: string): Promise<void> {
  return disturb(settings, (module, session) => {
    const doomed = findObjects(module, session, [
      { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_SECRET_KEY },
      { type: pkcs11js.CKA_TOKEN, value: true },
      { type: pkcs11js.CKA_LABEL, value: label },
    ]);
    for (const object of doomed) module.C_DestroyObject(session, object);
  });
}
