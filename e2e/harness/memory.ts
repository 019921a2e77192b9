/** Looks into the memory of processes, as whoever takes an image of it would. Linux only; the processes must be one's own. */
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";

/** A process and all that it has started. */
export function processTree(root: number): number[] {
  const parents = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "utf8");
        return [{ pid: Number(name), parent: Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) }];
      } catch {
        return [];
      }
    });
  const tree = [root];
  for (const pid of tree) tree.push(...parents.filter(({ parent }) => parent === pid).map((one) => one.pid));
  return tree;
}

export type TreeMemory = {
  /** MB (2²⁰ bytes), the sum over the processes. */ readonly rss: number /** The same, with what is shared counted once. */;
  readonly pss: number;
};

/** Memory of a process and all that it has started, from the kernel's own sums. */
export function memoryOfTree(root: number): TreeMemory {
  const sums = processTree(root).map((pid) => {
    try {
      const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
      const read = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(rollup)?.[1] ?? 0) / 1024;
      return { rss: read("Rss"), pss: read("Pss") };
    } catch {
      // It has ended meanwhile.
      return { rss: 0, pss: 0 };
    }
  });
  return { rss: sums.reduce((sum, one) => sum + one.rss, 0), pss: sums.reduce((sum, one) => sum + one.pss, 0) };
}

/** How often any of these bytes stand in the writable memory of a process; in one that has ended, never. @throws when its memory cannot be read at all */
export function occurrencesIn(pid: number, needles: readonly Buffer[]): number {
  // A backend of the database ends with its connection.
  if (!existsSync(`/proc/${pid}/maps`)) return 0;
  const regions = readFileSync(`/proc/${pid}/maps`, "utf8").split("\n");
  const memory = openSync(`/proc/${pid}/mem`, "r");
  let count = 0;
  let readBytes = 0;
  try {
    for (const region of regions) {
      const match = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(region);
      if (match === null) continue;
      const start = Number.parseInt(match[1] ?? "", 16);
      const content = Buffer.alloc(Number.parseInt(match[2] ?? "", 16) - start);
      let length = 0;
      try {
        length = readSync(memory, content, 0, content.length, start);
      } catch {
        continue;
      }
      readBytes += length;
      for (const bytes of needles) {
        for (let at = content.indexOf(bytes); at >= 0; at = content.indexOf(bytes, at + 1)) count += 1;
      }
    }
  } finally {
    closeSync(memory);
  }
  if (readBytes === 0) throw new Error(`the memory of process ${pid} cannot be read`);
  return count;
}
