/**
 * What the signed-in user may do in a place, as the service says: for menus, which only offer. Kept as long as the token of the place, so
 * that a change of policies shows within minutes; what is asked for is decided by the service each time.
 */
import "server-only";
import type { OperationName } from "#lib/operations/catalog";
import { allowedOperations, type Rights } from "./allowed-operations";
import { performOperation } from "./perform-operation";
import { getScopedToken, type Scope, type ScopedToken } from "./scoped-token";
import type { Session } from "./session";

/** One map for the process: pages, actions and routes are separate bundles of the same server. An entry goes with its token. */
const STORE = Symbol.for("kms.console.rights");
const store = globalThis as unknown as { [STORE]?: WeakMap<ScopedToken, Promise<Rights>> };

/** @throws SessionEnded, ApiFailure */
export async function listAllowed(session: Session, scope: Scope): Promise<readonly OperationName[]> {
  return allowedOperations(await getRights(await getScopedToken(session, scope), scope));
}

function getRights(token: ScopedToken, scope: Scope): Promise<Rights> {
  store[STORE] ??= new WeakMap();
  const rights = store[STORE];
  const known = rights.get(token);
  if (known !== undefined) return known;
  const asked = performOperation("describeRights", scope, {}).then(
    ({ permissions }) => new Map(permissions.map(({ permission, right }) => [permission, right])),
  );
  rights.set(token, asked);
  asked.catch(() => rights.delete(token));
  return asked;
}
