/**
 * What a refused try to get a token leaves behind. Invariants: of strangers nothing that grows with the number of their requests, of a
 * user one row at once and one for the rest of the minute; nothing that a stranger typed; and a refused password ends in one question
 * to whoever counts and one commit, whether a row is written or not, so that its time does not tell whether there is such a user.
 */

import type { KmsError } from "#lib/domain/errors";
import type { RequestOrigin } from "#lib/domain/identity/caller";
import { alteredDetails } from "#lib/store/books/altered";
import { findFirstAccountId } from "#lib/store/identity/first-account";
import type { Known, SignInMethod } from "./principal";
import { type TokenTools, toTokenTrace } from "./token-trace";

/** Rows of one user, address and minute that are written at once. */
const AT_ONCE = 1;

/**
 * @param method way to sign in that was tried
 * @param known who it is about; without a user it is somebody unknown
 * @throws KmsError `unavailable` when the trace cannot be written
 */
export async function noteRefusal(
  tools: TokenTools,
  method: SignInMethod,
  known: Known,
  origin: RequestOrigin,
  refusal: KmsError,
): Promise<void> {
  // Too many at once are not worth a count even.
  if (refusal.code === "requestTooMany") return;
  const isUnknown = known.userId === undefined;
  const where = isUnknown ? { accountId: known.accountId ?? (await firstAccountId(tools)) } : known;
  const row = toTokenTrace(tools, "createToken", where, null, origin, { method, ...alteredDetails(refusal) }, refusal);
  // Tokens cannot be guessed, so there is nothing to hide, and there may be thousands a second.
  if (isUnknown && method !== "password") return tools.refusals.countStranger(row);
  if (await tools.refusals.count(row, AT_ONCE)) await tools.traces.append(row);
  else if (method === "password" && !refusal.isFault) await tools.store.commitNothing();
}

const FIRST_ACCOUNT = new WeakMap<object, string>();

/**
 * Where strangers are counted who named no account that exists. It is asked for once: no account is ever removed.
 * @returns "" before there is any account, or while the database does not answer
 */
export async function firstAccountId({ store }: Pick<TokenTools, "store">): Promise<string> {
  const known = FIRST_ACCOUNT.get(store);
  if (known !== undefined) return known;
  const found = await findFirstAccountId(store.prisma).catch(() => null);
  if (found !== null) FIRST_ACCOUNT.set(store, found);
  return found ?? "";
}
