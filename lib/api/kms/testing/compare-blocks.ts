/** Named blocks of lines: written to a file, read back, and compared line by line, so that a difference names its place. */

export type Blocks = ReadonlyMap<string, readonly string[]>;

/** Lines that a report of differences shows at most. */
const SHOWN = 200;

export function writeBlocks(blocks: Blocks): string {
  return [...blocks].map(([name, lines]) => `${[name, ...lines.map((line) => `  ${line}`)].join("\n")}\n`).join("");
}

export function readBlocks(text: string): Blocks {
  const blocks = new Map<string, string[]>();
  let lines: string[] = [];
  for (const line of text.split("\n").slice(0, -1)) {
    if (line.startsWith("  ")) lines.push(line.slice(2));
    else {
      lines = [];
      blocks.set(line, lines);
    }
  }
  return blocks;
}

/** @returns a line with `-` for each that is missing and with `+` for each that is new, under the name of its block; "" where all is the same */
export function describeDifferences(before: Blocks, after: Blocks): string {
  const names = [...new Set([...before.keys(), ...after.keys()])];
  const differences = names.flatMap((name) => {
    const [old, fresh] = [before.get(name), after.get(name)];
    if (old === undefined) return [`+ ${name} (${fresh?.length} lines)`];
    if (fresh === undefined) return [`- ${name} (${old.length} lines)`];
    const missing = without(old, fresh).map((line) => `  - ${line}`);
    const added = without(fresh, old).map((line) => `  + ${line}`);
    const moved = missing.length + added.length === 0 && old.join("\n") !== fresh.join("\n") ? ["  the same lines in another order"] : [];
    const all = [...missing, ...added, ...moved];
    return all.length === 0 ? [] : [name, ...all];
  });
  const order =
    differences.length === 0 && [...before.keys()].join("\n") !== [...after.keys()].join("\n") ? ["the same blocks in another order"] : [];
  const all = [...differences, ...order];
  return [...all.slice(0, SHOWN), ...(all.length > SHOWN ? [`… and ${all.length - SHOWN} lines more`] : [])].join("\n");
}

/** The lines of one that the other has not, or has less often. */
function without(lines: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}
