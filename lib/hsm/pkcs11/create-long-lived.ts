/**
 * Creates a long-lived key that is missing, while other processes may be doing the same.
 * Invariant: a key counts as created only after a fresh look at the token found it alone; if it is not alone, its maker removes it
 * and looks again. A key that this call did not make is never removed, since material may be wrapped under it.
 */
import { setTimeout as pause } from "node:timers/promises";
import { randomInt } from "node:crypto";
import pkcs11js from "pkcs11js";
import type { Handle, PKCS11 } from "pkcs11js";
import { findObjects } from "./find-objects";
import { withUserSession } from "./initialise";
import { LONG_LIVED_OBJECTS, duplicateError, findLongLived, findPublicHalf, nameTemplate } from "./long-lived-objects";
import type { LongLivedName, LongLivedRow } from "./long-lived-objects";
import type { ModuleHold } from "./module";
import type { TokenSettings } from "./token-settings";

const ATTEMPTS = 10;
const MARK_BYTES = 8;

/** Makes sure there is one such key. @returns whether it was made here. @throws TokenStartError when there are two */
export async function createMissing(hold: ModuleHold, settings: TokenSettings, name: LongLivedName): Promise<boolean> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const mark = withUserSession(hold.module, settings, (session) => createUnlessThere(hold.module, session, name));
    if (mark === null) return false;
    // A process sees another's new objects late; a fresh start of the module sees all of them.
    hold.restart();
    const alone = withUserSession(hold.module, settings, (session) => isAloneOrRemoved(hold.module, session, name, mark));
    if (alone) return true;
    await pause(randomInt(20, 400));
  }
  throw duplicateError(name);
}

/** The mark of the key made here, or null when one was there. */
function createUnlessThere(module: PKCS11, session: Handle, name: LongLivedName): Buffer | null {
  if (findLongLived(module, session, name).length > 0) return null;
  // A pair of which only the public half is there is what an interruption, or our own removal, left behind.
  for (const half of findPublicHalf(module, session, name)) module.C_DestroyObject(session, half);
  const row: LongLivedRow = LONG_LIVED_OBJECTS[name];
  const mark = module.C_GenerateRandom(session, Buffer.alloc(MARK_BYTES));
  const names = nameTemplate(row, mark);
  if (row.kind === "secret") module.C_GenerateKey(session, row.mechanism, [...row.template, ...names]);
  else module.C_GenerateKeyPair(session, row.mechanism, [...row.publicTemplate, ...names], [...row.privateTemplate, ...names]);
  return mark;
}

function isAloneOrRemoved(module: PKCS11, session: Handle, name: LongLivedName, mark: Buffer): boolean {
  if (findLongLived(module, session, name).length === 1) return true;
  const id = nameTemplate(LONG_LIVED_OBJECTS[name], mark).filter(({ type }) => type === pkcs11js.CKA_ID);
  for (const own of findObjects(module, session, id)) module.C_DestroyObject(session, own);
  return false;
}
