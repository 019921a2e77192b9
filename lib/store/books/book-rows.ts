/** The rows of a book as its seal says them. Invariant: a line says the table, the row and the digest of all that the row means. */
/** How a row is not what the seal says. `row` is its key within the book. */
export type Alteration = { readonly table: string; readonly row: string; readonly how: "changed" | "added" | "removed" | "put back" };

/** Of one book, `key/<id>` say; no alterations where it is as its seal says. */
export type Findings = {
  readonly book: string;
  readonly alterations: readonly Alteration[];
  /** Whose callers it decides about; null where it is about a key, a session or a token, or of what is gone. */
  readonly account: string | null;
};

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

/**
 * What somebody else did to a book while it was open.
 * @param own those of the lines after that the transaction has written · @param removes tables of which it says that it removes rows
 */
export function meanwhile(before: string, after: string, own: string, removes: readonly string[]): Alteration[] {
  const ours = new Set(own.split("\n"));
  const isOurs = ([place, digest]: [string, string]) => ours.has(`${place} ${digest}`);
  const lines = new Map([...toMap(after)].filter((line) => !isOurs(line)));
  const expected = new Map([...toMap(before)]);
  const strange = [...lines].filter(([place, digest]) => expected.get(place) !== digest);
  const stays = toMap(after);
  const gone = [...expected.keys()].filter((place) => !stays.has(place) && !removes.includes(place.slice(0, place.indexOf(" "))));
  return [
    ...strange.map(([place]) => toAlteration(place, expected.has(place) ? "changed" : "added")),
    ...gone.map((place) => toAlteration(place, "removed")),
  ];
}

/** Lines in which one has taken the place of that of the same row. */
export function withLine(lines: string, line: string): string {
  const place = line.slice(0, line.lastIndexOf(" ") + 1);
  return lines
    .split("\n")
    .map((each) => (each.startsWith(place) ? line : each))
    .join("\n");
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
