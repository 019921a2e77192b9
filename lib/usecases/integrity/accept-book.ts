/**
 * Accepts a key, a user and so on as it is in the database though the product has not written it so: the honest repair. Invariants: two
 * Security Administrators of its account, whose own rows are as the product has written them, say so with their passwords; and what was accepted, by whom and why is in the trail, in the same transaction.
 */
import { KmsError } from "#lib/domain/errors";
import { isPassword } from "#lib/iam/password";
import { labelOf, toText } from "#lib/store/books/altered";
import { idOf, kindOf } from "#lib/store/books/book-statements";
import { adoptBook, openBooks } from "#lib/store/books/change-books";
import { KEY_BOOK } from "#lib/store/books/key-book";
import { inTransaction } from "#lib/store/database/run-sql";
import { findAdministratorHash, requireUnalteredAdministrator } from "#lib/store/identity/administrators";
import { findAccountOf } from "#lib/store/identity/identities";
import { findKeyPlaces } from "#lib/store/keys/keys";
import type { Store } from "#lib/store/open";
import { insertTrace } from "#lib/store/traces/traces";
import { findAsOperator, type NamedUser } from "../identity/account/find-as-operator";
import { type Operator, toOperatorTrace } from "../identity/account/operator-trace";

export type Administrator = NamedUser & { readonly password: string };

type Wish = { readonly book: string; readonly reason: string; readonly by: readonly Administrator[] };

const REFUSED = "Two different Security Administrators of its account are needed, enabled and each with the right password.";

/**
 * @param store one that verifies rows
 * @returns what was accepted, as text
 * @throws KmsError `keyNotFound`, also where nothing was altered; `notPermitted`, whatever of the two is not right; `materialIntegrity` where
 *   one of the two was altered; `identityNotFound`
 */
export async function acceptBook(store: Store, operator: Operator, { book, reason, by }: Wish): Promise<string> {
  const proven: Awaited<ReturnType<typeof proveAdministrator>>[] = [];
  for (const administrator of by) proven.push(await proveAdministrator(store, administrator));
  const isKey = kindOf(book) === KEY_BOOK;
  const id = idOf(book);
  const place = isKey ? (await findKeyPlaces(store, [id])).get(id) : undefined;
  const ofBook = isKey ? place?.accountId : await findAccountOf(store, book);
  const [accountId, ...others] = new Set(proven.map((one) => one?.accountId));
  const areTwo = new Set(proven.map((one) => one?.userId)).size === 2;
  const isTheirs = ofBook === undefined || ofBook === accountId;
  if (proven.includes(null) || accountId === undefined || others.length > 0 || !areTwo || !isTheirs)
    throw new KmsError("notPermitted", { message: REFUSED });
  return store.transact(async (tx) => {
    const run = inTransaction(tx);
    const alterations = (await openBooks(run, [book])).get(book);
    if (alterations === undefined)
      throw new KmsError("keyNotFound", { message: `Nothing of a ${labelOf(book)} was altered: there is nothing to accept.` });
    adoptBook(run, book);
    const altered = alterations.map(toText).join(", ");
    const people = by.map(({ user }) => user);
    const details = {
      altered: altered.slice(0, 1_000),
      reason,
      by: people.join(", "),
      userIds: proven.map((one) => one?.userId ?? "").join(", "),
    };
    const event = { accountId, traceName: "acceptIntegrity", resourceType: isKey ? "cmk" : kindOf(book).name, resourceId: id, details };
    const trace = toOperatorTrace(operator, event);
    await insertTrace(tx, { ...trace, projectId: place?.projectId ?? null, alias: place?.alias ?? "", outcome: "warning" });
    return altered;
  });
}

/** @returns null where the user is no administrator or the password is wrong, after the same work */
async function proveAdministrator(
  store: Store,
  { password, ...names }: Administrator,
): Promise<{ accountId: string; userId: string } | null> {
  const { account, user } = await findAsOperator(store, names);
  const of = { accountId: account.id, userId: user.id };
  if (!(await isPassword(await findAdministratorHash(store, of), password))) return null;
  await requireUnalteredAdministrator(store, of);
  return of;
}
