/** A name for the key that takes another one's place: the same stem, the next number that is free. */
import { ALIAS_MAX_CHARACTERS } from "#lib/domain/alias";

const NONE: ReadonlySet<string> = new Set();

/**
 * `orders` → `orders-2`, `orders-2` → `orders-3`, `key-02` → `key-03`: the digits keep their width.
 * @param taken aliases that exist; those are passed over
 */
export function nextAlias(alias: string, taken: ReadonlySet<string> = NONE): string {
  const { stem, digits } = aliasParts(alias);
  for (let number = digits === "" ? 2 : Number(digits) + 1; ; number++) {
    const end = `-${String(number).padStart(digits.length, "0")}`;
    const next = stem.slice(0, ALIAS_MAX_CHARACTERS - end.length) + end;
    if (!taken.has(next)) return next;
  }
}

/** `key-02` → `key` and `02`; no digits where the alias is not numbered. */
export function aliasParts(alias: string): { readonly stem: string; readonly digits: string } {
  const [, stem = alias, digits = ""] = /^(.*)-(\d{1,6})$/.exec(alias) ?? [];
  return { stem, digits };
}
