/**
 * The password of somebody who is signed in, shown once more. Invariants: whoever found an open session, or a token, has no more tries
 * than `RULES.again` says; and a try that must wait is refused before any password is looked at.
 */
import { KmsError } from "#lib/domain/errors";
import { isPassword } from "#lib/iam/password";
import { againCounter } from "#lib/iam/throttle";
import { findPasswordHash } from "#lib/store/identity/users";
import type { Context } from "../../use-case";
import { tryOnce } from "../throttled";

/** @returns the stored hash that it fits @throws KmsError `passwordWrong`; `triesTooMany`; `requestTooMany` when too many are looked at already */
export function proveOwnPassword(
  context: Pick<Context, "store" | "now" | "caller" | "passwordQueue">,
  password: string,
  field: string,
): Promise<string> {
  const { store, caller, passwordQueue } = context;
  return tryOnce(context, againCounter(caller.userId), async () => {
    const passwordHash = await findPasswordHash(store, caller.userId);
    const place = { network: caller.accountId, user: caller.userId };
    const fits = await passwordQueue.set(place, () => isPassword(passwordHash, password));
    if (!fits || passwordHash === null) throw new KmsError("passwordWrong", { field });
    return passwordHash;
  });
}
