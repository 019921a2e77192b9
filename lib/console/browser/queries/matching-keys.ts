/** Every key that a search matches, page after page, however many there are. */
import type { KeyDetails } from "#lib/wire/kms/key-details";
import { type KeySearch, toSearchInput } from "../search/key-search";
import { queryOperation } from "./query-operation";

/** As many as the API gives at once. */
const PAGE = 1000;

/** @throws ApiFailure; an AbortError when `signal` is aborted */
export async function* matchingKeys(projectId: string, search: KeySearch, signal: AbortSignal): AsyncGenerator<readonly KeyDetails[]> {
  const input = toSearchInput({ ...search, place: null }, PAGE);
  let cursor: string | undefined;
  do {
    const page = await queryOperation("searchKeys", projectId, { ...input, cursor }, signal);
    yield page.keys;
    cursor = page.next_cursor || undefined;
  } while (cursor);
}
