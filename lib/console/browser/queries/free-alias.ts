/** The alias that is offered to the key that takes another one's place. */
import { aliasParts, nextAlias } from "../inputs/next-alias";
import { queryOperation } from "./query-operation";

/** As many as the API gives at once. */
const PAGE = 1000;
/** Names that are asked for one by one; where even these are taken, the service says so when the name is sent. */
const TRIES = 20;

/**
 * The next alias after this one that no key of the project has.
 * @throws ApiFailure; an AbortError when `signal` is aborted
 */
export async function freeAlias(projectId: string, alias: string, signal: AbortSignal): Promise<string> {
  const { keys } = await queryOperation("searchKeys", projectId, { search: aliasParts(alias).stem, limit: PAGE }, signal);
  const taken = new Set(keys.map((key) => key.key_alias));
  for (let tries = 0; tries < TRIES; tries++) {
    const next = nextAlias(alias, taken);
    // Not all that begin alike may have been on that page.
    const isTaken =
      keys.length === PAGE && (await queryOperation("searchKeys", projectId, { key_alias: next, limit: 1 }, signal)).keys.length > 0;
    if (!isTaken) return next;
    taken.add(next);
  }
  return nextAlias(alias, taken);
}
