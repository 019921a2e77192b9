import { describe, expect, test } from "vitest";
import { keptPerObject, MOST_BATCHES } from "./kept-memory";

const BATCH = 500;

/** Reads a recorded curve (KiB) as the probe would have; where it was recorded no further, the last reading stays. */
function judge(recorded: readonly number[]): number | null {
  const kilobytes = [...recorded, ...Array<number>(MOST_BATCHES).fill(recorded.at(-1) ?? 0)];
  for (let length = 1; length <= kilobytes.length; length += 1) {
    const verdict = keptPerObject(
      kilobytes.slice(0, length).map((k) => k * 1024),
      BATCH,
    );
    if (verdict !== null) return verdict;
  }
  return null;
}

// Curves that the probe read, 500 objects made and destroyed between two readings.
describe("SoftHSM2 2.6.1, which keeps memory until it is finalised", () => {
  test.each([
    [[3252, 3268, 3416, 3544, 3672, 3772, 3908, 4024, 4160, 4268, 4400]],
    [[3256, 3256, 3412, 3540, 3660, 3780, 3868, 4036, 4112, 4284, 4404]],
    [[3520, 3528, 3676, 3824, 3920, 4036, 4132, 4288, 4408, 4528, 4632]],
    [[3380, 3452, 3512, 3640, 3760, 3884, 3996, 4108, 4172, 4304, 4476]],
    // The heap had room from before, and the first objects went there.
    [[0, 240, 348, 348, 440, 596, 672, 832, 912, 1072, 1164, 1292, 1412]],
  ])("keeps about 250 bytes of every object: %j", (curve) => {
    expect(judge(curve)).toBeGreaterThan(200);
    expect(judge(curve)).toBeLessThan(330);
  });
});

describe("NSS softokn, which keeps nothing", () => {
  test.each([
    [[3724, 3784, 3812, 3888, 3888, 3888, 3888, 3888, 3888, 3888]],
    [[3704, 3796, 3792, 3920, 3920, 3920, 3876, 3876, 3876, 3876]],
    [[3748, 3784, 3784, 3784, 3784, 3864, 3864, 3864, 3864, 3864, 3864, 3864]],
    [[2068, 2068, 2068, 2068, 2068, 2068, 2068, 2068, 2068]],
    [[3736, 3792, 3788, 3788, 3788, 3788, 3788, 3788, 3808, 3788, 3788, 3788, 3788, 3788, 3788]],
    [[3308, 3328, 3328, 3348, 3344, 3344, 3352, 3344, 3352, 3344]],
    // Without collecting garbage before each reading: the buffers of the calls lie in the same heap until V8 comes to them.
    [[0, 24, 120, 248, 344, 428, 556, 556, 556, 556, 676, 676, 556, 648, 652, 652, 652]],
    [[0, 236, 324, 724, 932, 1084, 1084, 1084, 1084, 1084, 1084, 1084]],
    [[0, 224, 316, 560, 568, 968, 1184, 1184, 1184, 1184, 1184, 1184, 1184]],
  ])("is left alone: %j", (curve) => expect(judge(curve)).toBe(0));
});

// What the process as a whole took meanwhile, on NSS softokn: V8 compiles, grows its heap, and gives back.
test.each([
  [[0, -52, 4708, 5532, 5824, 6620, 6620, 6620, 6748, 7132, 7388, 7644, 7744, 7744, 7744, 7744, 7744]],
  [[0, 608, 608, 608, 888, 808, 936, 936, 936, 936, 936, 936, 936]],
  [[0, 524, -1384, -1128, -1000, -644, -260, -608, -352, -224, -148, 108, 164, 364, 620, 680]],
  [[0, -32, 96, 864, 2864, 3380, 3612, 3740, 3868, 3496, 3752, 3880, 4008, 4136, 3800, 3928, 4184]],
])("noise of V8's heap is not taken for memory that a module keeps: %j", (curve) => expect(judge(curve)).toBe(0));

test("one leap is not growth, however long the curve", () => {
  const leap = (at: number) => Array.from({ length: MOST_BATCHES + 1 }, (_, i) => (i < at ? 1_000 : 9_000));
  for (let at = 0; at <= MOST_BATCHES; at += 1) expect([at, judge(leap(at))]).toEqual([at, 0]);
});

test("a module whose memory goes up and down for ever keeps nothing", () => {
  const saw = Array.from({ length: MOST_BATCHES + 1 }, (_, i) => 1_000 + (i % 5) * 300);
  expect(judge(saw)).toBe(0);
});

test("the first two batches and less than eight more say nothing yet", () => {
  for (let length = 0; length <= 10; length += 1) {
    const growing = Array.from({ length }, (_, i) => i * 125 * 1024);
    expect([length, keptPerObject(growing, BATCH)]).toEqual([length, null]);
  }
});

test("32 bytes of every object are worth a renewal, 31 are not", () => {
  const steady = (bytes: number) => Array.from({ length: MOST_BATCHES + 1 }, (_, i) => i * BATCH * bytes);
  expect(keptPerObject(steady(32), BATCH)).toBe(32);
  expect(keptPerObject(steady(31), BATCH)).toBe(0);
});
