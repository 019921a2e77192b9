/**
 * What every token must do with the mark: one suite, run on each token by configuration alone.
 * Invariant: whatever is written by whom, the greatest mark is what is read.
 */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inspectToken, type ObjectAttributes } from "#lib/hsm/pkcs11/inspect";
import { createHolder, PROBE_LABEL } from "#lib/hsm/pkcs11/long-lived/mark";
import { openToken } from "#lib/hsm/pkcs11/open";
import { holdModule } from "#lib/hsm/pkcs11/session/module";
import { withUserSession } from "#lib/hsm/pkcs11/session/user-session";
import { initialiseToken } from "#lib/hsm/pkcs11/start/initialise";
import type { Hsm } from "#lib/hsm/port";
import type { OtherMarkInput } from "../testing/other-marks";
import { type Provision, provision, type TokenKind } from "../testing/provision";

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "../../..");
const markOf = (number: number) => {
  const mark = Buffer.alloc(21);
  mark.writeUInt32BE(number, 13);
  return mark;
};

/** @param kept attributes of what keeps the mark */
export function describeMarkContract(kind: TokenKind, kept: Partial<ObjectAttributes>): void {
  describe(`the mark on ${kind}`, () => {
    let token: Provision;
    let hsm: Hsm;
    let program: string;

    beforeAll(async () => {
      token = provision(kind);
      program = join(token.directory, "other-marks.cjs");
      const entry = join(import.meta.dirname, "../testing/other-marks.ts");
      await build({ entryPoints: [entry], bundle: true, platform: "node", format: "cjs", packages: "external", outfile: program });
      await initialiseToken(token.settings, { create: true, soPin: token.soPin });
      hsm = await openToken(token.settings, { observe: () => {} });
    }, 60_000);
    afterAll(async () => {
      await hsm?.close();
      token?.remove();
    });

    /** In a process of its own: reads, writes each of them, reads again. */
    async function inOtherProcess(marks: readonly Buffer[]): Promise<{ before: string | null; after: string | null }> {
      const env = { ...process.env, ...token.environment, NODE_PATH: join(ROOT, "node_modules") };
      const input: OtherMarkInput = { settings: token.settings, marks: marks.map((mark) => mark.toString("hex")) };
      const { stdout } = await run(process.execPath, [program, JSON.stringify(input)], { env });
      return JSON.parse(stdout);
    }
    /** Without session objects, such as copies that a worker makes. */
    const inToken = async () => (await inspectToken(token.settings)).filter((object) => object.token);
    const holders = async () => (await inToken()).filter(({ label }) => label.includes("mark"));

    test("there is none at first, the token keeps one, and finding that out leaves nothing in it", async () => {
      expect(hsm.description.keepsMark).toBe(true);
      expect(hsm.readMark()).toBeNull();
      expect((await inToken()).length).toBe(5);
    });

    test("what is left of a probe that was cut short is removed by the next", async () => {
      const hold = holdModule(token.settings);
      const holder = kept.class === "other" ? "data" : "key";
      await withUserSession(hold, token.settings, (session) => createHolder(hold.module, session, holder, `${PROBE_LABEL}00`));
      hold.release();
      expect(await holders()).toHaveLength(1);
      await (await openToken(token.settings)).close();
      expect(await holders()).toEqual([]);
    });

    test("a mark is read as it was written, and one that is not greater changes nothing", () => {
      for (const number of [5, 6, 700, 70_000]) {
        hsm.writeMark(markOf(number));
        expect(hsm.readMark()).toEqual(markOf(number));
        for (const smaller of [number, number - 1, 0]) hsm.writeMark(markOf(smaller));
        expect(hsm.readMark()).toEqual(markOf(number));
      }
    });

    test("it outlives the connection and the process, and every process sees what the others have written", async () => {
      const late = await openToken(token.settings);
      expect(late.readMark()).toEqual(markOf(70_000));
      expect(await inOtherProcess([markOf(69_999)])).toEqual({
        before: markOf(70_000).toString("hex"),
        after: markOf(70_000).toString("hex"),
      });
      expect(await inOtherProcess([markOf(80_000), markOf(80_001)])).toMatchObject({ after: markOf(80_001).toString("hex") });
      for (const reader of [hsm, late]) expect(reader.readMark()).toEqual(markOf(80_001));
      await late.close();
    }, 30_000);

    test("of several processes that write at once the greatest mark is kept, by two objects at most when all is quiet", async () => {
      const from = (start: number) => Array.from({ length: 40 }, (_, i) => markOf(start + 3 * i));
      const written = Promise.all([100_000, 100_001, 100_002].map((start) => inOtherProcess(from(start))));
      for (let number = 100_000; number < 100_050; number += 1) {
        hsm.writeMark(markOf(number));
        expect(Buffer.compare(hsm.readMark() ?? Buffer.alloc(0), markOf(number))).toBeGreaterThanOrEqual(0);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      await written;
      expect(hsm.readMark()).toEqual(markOf(100_002 + 3 * 39));
      for (const number of [200_000, 200_001]) hsm.writeMark(markOf(number));
      expect((await holders()).length).toBe(2);
    }, 60_000);

    test("what keeps it is private and can do nothing, and is all that came into the token", async () => {
      const objects = await holders();
      expect(objects).toHaveLength(2);
      for (const object of objects) expect(object).toMatchObject({ ...kept, token: true, private: true, usages: [] });
      expect((await inToken()).length).toBe(5 + 2);
      expect(await initialiseToken(token.settings, { create: false })).toEqual({ created: false });
    });

    test("a thousand marks cost no object, and a mark has 1 to 64 bytes", async () => {
      for (let number = 300_000; number < 301_000; number += 1) hsm.writeMark(markOf(number));
      expect((await holders()).length).toBe(2);
      for (const bytes of [0, 65]) expect(() => hsm.writeMark(Buffer.alloc(bytes, 0xff))).toThrow(RangeError);
      hsm.writeMark(Buffer.alloc(64, 0xff));
      expect(hsm.readMark()).toEqual(Buffer.alloc(64, 0xff));
    }, 60_000);

    test("after close it is not available", async () => {
      const closed = await openToken(token.settings);
      await closed.close();
      expect(() => closed.readMark()).toThrow(expect.objectContaining({ code: "unavailable" }));
      expect(() => closed.writeMark(Buffer.alloc(64, 0xff))).toThrow(expect.objectContaining({ code: "unavailable" }));
    });
  });
}
