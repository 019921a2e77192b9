/** Pages by offset, as clients of this API family page: `marker` is a count, and `next_marker` is "" on the last page (design §12). */

const DEFAULT_LIMIT = 100;
/** Larger limits are clamped, not refused: some clients ask for 2,000 (api-reference §2.1). */
const MAX_LIMIT = 2000;
/** PostgreSQL's offset is a signed 64-bit number; no list is longer than this. */
const MAX_MARKER = 2 ** 31 - 1;

export type OffsetPage = { readonly offset: number; readonly limit: number };

export function toOffsetPage(input: { limit?: number | undefined; marker?: number | undefined }): OffsetPage {
  return { limit: Math.min(input.limit ?? DEFAULT_LIMIT, MAX_LIMIT), offset: Math.min(input.marker ?? 0, MAX_MARKER) };
}

/**
 * What the reply says about the place of a page in its list.
 * @param count how many the page holds
 * @param total how many the list holds
 */
export function toPageReply(page: OffsetPage, count: number, total: number) {
  const next = page.offset + count;
  // A page that is not full is the last one too: rows may have gone between the page and the count.
  const isLast = count < page.limit || next >= total;
  return { next_marker: isLast ? "" : String(next), truncated: isLast ? ("false" as const) : ("true" as const), total };
}
