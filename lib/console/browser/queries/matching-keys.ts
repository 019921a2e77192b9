/** Every key that a search matches, page after page, however many there are. */
import type { FoundKey } from "#lib/wire/kms/key-details";
import { type KeySearch, type MaySee, toSearchInput } from "../search/key-search";
import { queryOperation } from "./query-operation";

/** As many as the API gives at once. */
const PAGE = 1000;

/**
 * @param more what each key is to be given with
 * @throws ApiFailure; an AbortError when `signal` is aborted
 */
export async function* matchingKeys(
  projectId: string,
  search: KeySearch,
  more: MaySee,
  signal: AbortSignal,
): AsyncGenerator<readonly FoundKey[]> {
  const input = toSearchInput({ ...search, place: null }, more, PAGE);
  let cursor: string | undefined;
  do {
    const page = await queryOperation("searchKeys", projectId, { ...input, cursor }, signal);
    yield page.keys;
    cursor = page.next_cursor || undefined;
  } while (cursor);
}
