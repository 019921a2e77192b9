/**
 * Finds out how this token keeps a mark: by the mark that is there, else by making an object of each kind.
 * Invariant: nothing that a probe makes stays, but for what a process that was killed in it has left, which the next probe removes.
 */
import { randomBytes } from "node:crypto";
import type { Handle, PKCS11 } from "pkcs11js";
import pkcs11js from "pkcs11js";
import { createHolder, findHolders, findMark, labelOf, type MarkHolder, PROBE_LABEL } from "../long-lived/mark";

const HOLDERS: readonly MarkHolder[] = ["data", "key"];
/** A refusal may be a token's trouble of the moment. */
const TRIES = 3;

/** @returns null where the token keeps none */
export function probeMarkHolder(module: PKCS11, slot: Handle): MarkHolder | null {
  const isThere = (holder: MarkHolder) => attempt(module, slot, (session) => findMark(module, session, holder) !== null);
  const keeps = (holder: MarkHolder) => attempt(module, slot, (session) => keepsProbe(module, session, holder));
  return HOLDERS.find(isThere) ?? HOLDERS.find(keeps) ?? null;
}

function attempt(module: PKCS11, slot: Handle, test: (session: Handle) => boolean): boolean {
  for (let tried = 1; tried <= TRIES; tried += 1) {
    let session: Handle | null = null;
    try {
      session = module.C_OpenSession(slot, pkcs11js.CKF_SERIAL_SESSION | pkcs11js.CKF_RW_SESSION);
      return test(session);
    } catch {
    } finally {
      if (session !== null) module.C_CloseSession(session);
    }
  }
  return false;
}

function keepsProbe(module: PKCS11, session: Handle, holder: MarkHolder): boolean {
  for (const { handle } of findHolders(module, session, holder, PROBE_LABEL)) module.C_DestroyObject(session, handle);
  const label = labelOf(PROBE_LABEL, randomBytes(8));
  createHolder(module, session, holder, label);
  const made = findHolders(module, session, holder, label);
  for (const { handle } of made) module.C_DestroyObject(session, handle);
  return made.length === 1;
}
