/** The rows of a book as its seal says them. Invariant: a line says the table, the row and the digest of all that the row means. */
/** How a row is not what the seal says. `row` is its key within the book. */
export type Alteration = { readonly table: string; readonly row: string; readonly how: "changed" | "added" | "removed" };

/** Tells books from whatever else the integrity key authenticates. */
const PREFIX = "kms/book/1";

/** What the seal authenticates. @param number of the change, decimal */
export function sealedBytes(book: string, number: string, lines: string): Buffer {
  return Buffer.from(`${PREFIX}\n${book}\n${number}\n${lines}`, "utf8");
}

/** Which rows differ between what was sealed and what is there. */
export function findAlterations(sealed: string, present: string): Alteration[] {
  const [before, after] = [toMap(sealed), toMap(present)];
  const gone = [...before.keys()].filter((place) => !after.has(place)).map((place) => toAlteration(place, "removed"));
  const others = [...after].flatMap(([place, value]) => {
    const was = before.get(place);
    return was === value ? [] : [toAlteration(place, was === undefined ? "added" : "changed")];
  });
  return [...gone, ...others];
}

/** Lines that are in none of the others. */
export function strangeLines(lines: string, known: readonly string[]): Alteration[] {
  const all = new Set(known.flatMap((each) => each.split("\n")));
  const strange = lines === "" ? [] : lines.split("\n").filter((line) => !all.has(line));
  return strange.map((line) => toAlteration(line.slice(0, line.lastIndexOf(" ")), "added"));
}

function toMap(lines: string): Map<string, string> {
  const split = (line: string): [string, string] => [line.slice(0, line.lastIndexOf(" ")), line.slice(line.lastIndexOf(" ") + 1)];
  return new Map(lines === "" ? [] : lines.split("\n").map(split));
}

function toAlteration(place: string, how: Alteration["how"]): Alteration {
  const at = place.indexOf(" ");
  return { table: place.slice(0, at), row: unquote(place.slice(at + 1)), how };
}

/** A seal that is not ours may say anything. */
function unquote(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}
