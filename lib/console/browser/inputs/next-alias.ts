import { ALIAS_MAX_CHARACTERS } from "#lib/domain/alias";

/** A name for the key that comes after this one: `orders` → `orders-2`, `orders-2` → `orders-3`. */
export function nextAlias(alias: string): string {
  const [, stem = alias, number] = /^(.*)-(\d{1,6})$/.exec(alias) ?? [];
  const end = `-${number === undefined ? 2 : Number(number) + 1}`;
  return stem.slice(0, ALIAS_MAX_CHARACTERS - end.length) + end;
}
