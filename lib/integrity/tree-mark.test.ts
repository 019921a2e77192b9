/** The tree of the log in the token: it only grows within an incarnation, whoever else raises the mark meanwhile. */
import { beforeEach, expect, test } from "vitest";
import { DatabaseAge } from "./database-age";
import { decodeMark, encodeKeptMark, encodeMark } from "./mark";
import { MarkKeeper } from "./mark-keeper";
import { FakeInstallation } from "./testing/fake-installation";
import { treeMark } from "./tree-mark";

let it: FakeInstallation;
let keeper: MarkKeeper;
beforeEach(() => {
  it = new FakeInstallation();
  begin();
});
/** A new process. */
function begin(): void {
  const age = new DatabaseAge({ hsm: it.hsm, log: it.log });
  keeper = new MarkKeeper({ ...it, age });
}

const tree = (size: number, fill = size) => ({ size, root: Buffer.alloc(32, fill) });
const ofToken = () => treeMark({ hsm: it.hsm, clock: it.clock, readRow: async () => ({ row: null, drawn: 0n }) });
const kept = () => decodeMark(it.mark ?? Buffer.of());
async function raise(number: bigint): Promise<void> {
  it.drawn = number;
  it.monotonic += 10_000;
  await keeper.run(number);
}

test("nothing is known before somebody has raised the mark, nor of a mark of a version before", async () => {
  expect(await ofToken().read()).toBeNull();
  expect(ofToken().swap(1, tree(5))).toBe(false);
  await raise(8n);
  it.mark = encodeMark({ incarnation: 1, number: 8n, at: it.now });
  expect(await ofToken().read()).toBeNull();
  expect(ofToken().swap(1, tree(5))).toBe(false);
  begin();
  await raise(8n);
  expect(kept()).toMatchObject({ format: 3, number: 8n, tree: null });
  expect(await ofToken().read()).toEqual({ incarnation: 1, tree: null });
});

test("a tree is swapped for a larger one alone, of the same incarnation, and changes nothing else", async () => {
  await raise(8n);
  const mark = ofToken();
  expect(mark.swap(1, tree(5))).toBe(true);
  expect(mark.swap(1, tree(5))).toBe(true);
  expect(mark.swap(1, tree(5, 9))).toBe(false);
  expect(mark.swap(1, tree(4))).toBe(false);
  expect(mark.swap(2, tree(6))).toBe(false);
  expect(kept()).toMatchObject({ incarnation: 1, number: 8n, tree: tree(5) });
  expect(mark.swap(1, tree(6))).toBe(true);
  expect(await mark.read()).toEqual({ incarnation: 1, tree: tree(6) });
});

test("whoever raises the mark leaves the tree as it is, and a clock that was set back stops neither", async () => {
  await raise(8n);
  ofToken().swap(1, tree(5));
  it.now = new Date(it.now.getTime() - 3_600_000);
  expect(ofToken().swap(1, tree(6))).toBe(true);
  await raise(9n);
  expect(kept()).toMatchObject({ number: 9n, tree: tree(6) });
  expect(ofToken().swap(1, tree(7))).toBe(true);
  expect(kept()).toMatchObject({ number: 9n, tree: tree(7) });
});

test("a write that failed after it was done is gone through again", async () => {
  await raise(8n);
  const write = it.hsm.writeMark;
  it.hsm.writeMark = (mark) => {
    write(mark);
    throw new Error("the token failed");
  };
  expect(() => ofToken().swap(1, tree(5))).toThrow("the token failed");
  it.hsm.writeMark = write;
  expect(ofToken().swap(1, tree(5))).toBe(true);
  expect(ofToken().swap(1, tree(5, 9))).toBe(false);
});

test("a later incarnation knows nothing of the tree of the one before, until it is told", async () => {
  await raise(8n);
  ofToken().swap(1, tree(50));
  it.mark = encodeKeptMark({ incarnation: 2, number: 3n, at: it.now }, tree(20));
  expect(ofToken().swap(1, tree(51))).toBe(false);
  expect(await ofToken().read()).toEqual({ incarnation: 2, tree: tree(20) });
});

test("where the token keeps none, the row says the incarnation, if the token has authenticated it", async () => {
  it.keepsMark = false;
  await raise(8n);
  const { row } = it;
  const look = async (mac: Buffer) =>
    treeMark({
      hsm: it.hsm,
      clock: it.clock,
      readRow: async () => ({ row: row && { ...row, incarnation: 1, number: BigInt(row.number), mac }, drawn: 8n }),
    }).read();
  expect(await look(row?.mac ?? Buffer.of())).toEqual({ incarnation: 1, tree: null });
  expect(await look(Buffer.alloc(32))).toEqual({ incarnation: 1, tree: null });
  expect(ofToken().swap(1, tree(5))).toBe(true);
});
