/** The alias that is offered to the key that takes another one's place. */
import { aliasParts, nextAlias } from "../inputs/next-alias";
import { queryOperation } from "./query-operation";

/** As many as the API gives at once. */
const PAGE = 1000;
/** Where even these names are taken, the service says so when the name is sent. */
const TRIES = 20;

/**
 * The next alias after this one that no key of the project has.
 * @throws ApiFailure; an AbortError when `signal` is aborted
 */
export async function freeAlias(projectId: string, alias: string, signal: AbortSignal): Promise<string> {
  const { stem } = aliasParts(alias);
  const taken = new Set<string>();
  let search = stem;
  for (let tries = 0; tries < TRIES; tries++) {
    const { keys } = await queryOperation("searchKeys", projectId, { search, limit: PAGE }, signal);
    for (const key of keys) taken.add(key.key_alias);
    const next = nextAlias(alias, taken);
    // Not all that begin alike may have been on that page: what is offered was asked for by its own name.
    if (keys.length < PAGE || search === next) return next;
    search = next;
  }
  return nextAlias(alias, taken);
}
