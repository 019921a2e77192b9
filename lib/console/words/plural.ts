/** Numbers in sentences, in the one way in which the console writes them. */

/** "12,345" */
export function count(number: number): string {
  return number.toLocaleString("en");
}

/** The noun alone: "key" of one, "keys" of any other number. @param many where it is not the singular with an "s" */
export function noun(number: number, one: string, many = `${one}s`): string {
  return number === 1 ? one : many;
}

/** Number and noun: "1 key", "12,345 keys". */
export function plural(number: number, one: string, many?: string): string {
  return `${count(number)} ${noun(number, one, many)}`;
}
