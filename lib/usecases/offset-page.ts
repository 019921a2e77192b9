/** Pages by offset, as clients of this API family page: by count, and by how many there are in all (design §12). */
import type { OffsetInput, OffsetOutput } from "#lib/operations/offset-list";

const DEFAULT_LIMIT = 100;
/** Larger limits are clamped, not refused: some clients ask for 2,000 (api-reference §2.1). */
const MAX_LIMIT = 2000;
/** PostgreSQL's offset is a signed 64-bit number; no list is longer than this. */
const MAX_MARKER = 2 ** 31 - 1;

export type OffsetPage = { readonly offset: number; readonly limit: number };

export function toOffsetPage(input: OffsetInput): OffsetPage {
  return { limit: Math.min(input.limit ?? DEFAULT_LIMIT, MAX_LIMIT), offset: Math.min(input.marker ?? 0, MAX_MARKER) };
}

/**
 * The place of a page in its list.
 * @param count how many the page holds
 * @param total how many the list holds
 */
export function toPlace(page: OffsetPage, count: number, total: number): OffsetOutput {
  const next = page.offset + count;
  // A page that is not full is the last one too: rows may have gone between the page and the count.
  const isLast = count < page.limit || next >= total;
  return { nextMarker: isLast ? null : next, total };
}
