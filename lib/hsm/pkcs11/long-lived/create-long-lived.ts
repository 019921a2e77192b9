/**
 * Creates a long-lived key that is missing, while other processes may be doing the same.
 * Invariant: a key counts as created only after a fresh look at the token found it alone; if it is not alone, its maker removes it
 * and looks again. A key that this call did not make is never removed, since material may be wrapped under it.
 */
import { randomBytes, randomInt } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Handle, PKCS11 } from "pkcs11js";
import type { ModuleHold } from "../session/module";
import { withUserSession } from "../session/user-session";
import type { TokenSettings } from "../token-settings";
import { TokenStartError, UnsettledTokenError } from "../token-start-error";
import { findObjects } from "./find-objects";
import type { LongLivedName, LongLivedRow } from "./long-lived-objects";
import { duplicateError, findLongLived, findOrphanHalves, idTemplate, LONG_LIVED_OBJECTS, labelTemplate } from "./long-lived-objects";

const ATTEMPTS = 10;
const MARK_BYTES = 8;

/**
 * Makes sure there is one such key. A token that is written to by several processes fails now and then for a moment, so errors
 * are met with another attempt too; the mark tells a key that an earlier attempt made.
 * @returns whether it was made here
 * @throws TokenStartError when there are two; the module's error when attempts do not help
 */
export async function createMissing(hold: ModuleHold, settings: TokenSettings, name: LongLivedName): Promise<boolean> {
  const mark = randomBytes(MARK_BYTES);
  let failure: unknown = duplicateError(name);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (attempt > 0) await pause(randomInt(20, 400));
    try {
      const present = await withUserSession(hold, settings, (session) => createUnlessThere(hold.module, session, name, mark));
      if (present === "theirs") return false;
      // A process sees another's new objects late; a fresh start of the module sees all of them.
      hold.restart();
      if (await withUserSession(hold, settings, (session) => isAloneOrRemoved(hold.module, session, name, mark))) return true;
    } catch (error) {
      if (error instanceof TokenStartError && !(error instanceof UnsettledTokenError)) throw error;
      failure = error;
      hold.restart();
    }
  }
  throw failure;
}

/** Whose key is there: one that was found, or one made by this call. */
function createUnlessThere(module: PKCS11, session: Handle, name: LongLivedName, mark: Buffer): "theirs" | "ours" {
  if (findOwn(module, session, name, mark).length > 0) return "ours";
  if (findLongLived(module, session, name).length > 0) {
    removeOrphanHalves(module, session, name);
    return "theirs";
  }
  const row: LongLivedRow = LONG_LIVED_OBJECTS[name];
  const names = [...labelTemplate(row), ...idTemplate(row, mark)];
  if (row.kind === "secret") module.C_GenerateKey(session, row.mechanism, [...row.template, ...names]);
  else module.C_GenerateKeyPair(session, row.mechanism, [...row.publicTemplate, ...names], [...row.privateTemplate, ...names]);
  return "ours";
}

function isAloneOrRemoved(module: PKCS11, session: Handle, name: LongLivedName, mark: Buffer): boolean {
  const own = findOwn(module, session, name, mark);
  // Who looked between the making of the two halves may have taken the public one for a leftover of another pair.
  const isWhole = own.length === (LONG_LIVED_OBJECTS[name].kind === "pair" ? 2 : 1);
  if (isWhole && findLongLived(module, session, name).length === 1) {
    removeOrphanHalves(module, session, name);
    return true;
  }
  for (const object of own) module.C_DestroyObject(session, object);
  return false;
}

/** A public half without its private half is what an interruption leaves behind. Once a whole pair is there, any other is doomed. */
function removeOrphanHalves(module: PKCS11, session: Handle, name: LongLivedName): void {
  for (const half of findOrphanHalves(module, session, name)) module.C_DestroyObject(session, half);
}

function findOwn(module: PKCS11, session: Handle, name: LongLivedName, mark: Buffer): Handle[] {
  return findObjects(module, session, idTemplate(LONG_LIVED_OBJECTS[name], mark));
}
