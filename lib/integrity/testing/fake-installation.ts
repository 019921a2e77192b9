/** Test only: a token that keeps a mark and a database that has its row, both in memory, with everything that reads and writes them. */
import { createHmac } from "node:crypto";
import type { Log } from "#lib/base/log";
import type { TokenDescription } from "#lib/hsm/port";
import type { RunSql } from "#lib/store/database/run-sql";
import type { Store } from "#lib/store/open";

type Row = { incarnation: number; number: string; at: Date; mac: Buffer };

export class FakeInstallation {
  mark: Buffer | null = null;
  row: Row | null = null;
  drawn = 0n;
  keepsMark = true;
  /** Called before each step that reads or writes, with its name; may throw, as what was killed would. */
  before: (step: "readMark" | "writeMark" | "readRow" | "writeRow" | "committed") => void = () => {};
  readonly logged: string[] = [];
  now = new Date("2026-12-07T08:00:00Z");
  monotonic = 0;

  readonly log = {
    error: (_facts: unknown, text: string) => void this.logged.push(`error: ${text}`),
    info: (_facts: unknown, text: string) => void this.logged.push(`info: ${text}`),
    warn: (facts: unknown, text?: string) => void this.logged.push(`warn: ${text ?? facts}`),
  } as unknown as Pick<Log, "error" | "info" | "warn">;
  readonly clock = { now: () => this.now, monotonic: () => this.monotonic };

  readonly hsm = {
    description: Object.defineProperty({} as TokenDescription, "keepsMark", { get: () => this.keepsMark }),
    sealMac: (purpose: string, data: Uint8Array) => createHmac("sha256", purpose).update(data).digest(),
    isSealMac: (purpose: string, data: Uint8Array, mac: Uint8Array) => this.hsm.sealMac(purpose, data).equals(mac),
    readMark: () => {
      this.before("readMark");
      return this.mark;
    },
    writeMark: (mark: Uint8Array) => {
      this.before("writeMark");
      if (this.mark === null || Buffer.compare(this.mark, mark) < 0) this.mark = Buffer.from(mark);
    },
  };

  readonly run: RunSql = async <T>(text: string, values: readonly unknown[]) => {
    if (text.startsWith("insert")) return this.#write(text, values) as T[];
    if (!text.startsWith("select (select")) return [];
    this.before("readRow");
    return [{ drawn: String(this.drawn), incarnation: null, number: null, at: null, mac: null, ...this.row }] as T[];
  };
  readonly store = {
    queueSql: async (text: string, values: unknown[] = []) => ({ rows: await this.run(text, values) }),
    transactSql: async (work: (run: RunSql) => Promise<unknown>) => {
      const result = await work(this.run);
      this.before("committed");
      return result;
    },
  } as Pick<Store, "queueSql" | "transactSql">;

  #write(text: string, [incarnation, number, at, mac]: readonly unknown[]): object[] {
    this.before("writeRow");
    const row: Row = {
      incarnation: Number(incarnation),
      number: String(number),
      at: new Date(String(at)),
      mac: Buffer.from(String(mac), "hex"),
    };
    const rises =
      this.row === null ||
      this.row.incarnation < row.incarnation ||
      (this.row.incarnation === row.incarnation && BigInt(this.row.number) < BigInt(row.number));
    if (text.includes("where (m.incarnation") && !rises) return [];
    this.row = row;
    return [{}];
  }
}
