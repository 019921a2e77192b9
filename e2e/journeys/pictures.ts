/**
 * Compares what is drawn with a committed picture, on any machine. Both are reduced to squares of some pixels by their mean colour, so that
 * how a machine draws the edges of letters does not count, and a colour, a size, a place or a part that is missing does.
 * `npx playwright test gallery --update-snapshots` draws the committed pictures anew.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, type Page, type TestInfo } from "@playwright/test";

const FOLDER = join(import.meta.dirname, "pictures");
/** Side of a square in pixels, and by how much of 255 the mean of one may differ in brightness and in hue. */
const SQUARE = 8;
const BRIGHTNESS = 20;
const HUE = 14;
/** Elsewhere letters are drawn a little bolder, and a line of them ends a pixel later: so many squares may be brighter or darker, and so */
const SHADED_SHARE = 0.015;
const SHADED_AT_LEAST = 4;
/** many of another hue, which no machine draws differently; and by so much may a side differ. */
const TINTED = 1;
const SIDE = 8;

/** Squares that differ in brightness, and in hue; null where the sizes differ. */
type Odd = { readonly shaded: number; readonly tinted: number } | null;
type Reduced = { readonly width: number; readonly height: number; readonly png: string; readonly odd: Odd };
type Given = { drawn: string; kept: string | null; square: number; brightness: number; hue: number; side: number };

/** @param blank a page of nothing in the same browser, which decodes the pictures */
export async function expectPicture(blank: Page, drawn: Buffer, name: string, info: TestInfo): Promise<void> {
  const path = join(FOLDER, `${name}.png`);
  const isUpdate = info.config.updateSnapshots === "all" || info.config.updateSnapshots === "changed";
  const kept = existsSync(path) && !isUpdate ? readFileSync(path).toString("base64") : null;
  const found = await blank.evaluate(reduce, {
    drawn: drawn.toString("base64"),
    kept,
    square: SQUARE,
    brightness: BRIGHTNESS,
    hue: HUE,
    side: SIDE,
  });
  if (isUpdate) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, Buffer.from(found.png, "base64"));
    return;
  }
  const most = Math.max(SHADED_AT_LEAST, Math.ceil(SHADED_SHARE * found.width * found.height));
  if (!kept || !found.odd || found.odd.shaded > most || found.odd.tinted > TINTED) {
    await info.attach(`${name} as drawn`, { body: drawn, contentType: "image/png" });
    if (kept) await info.attach(`${name} as committed`, { body: Buffer.from(kept, "base64"), contentType: "image/png" });
  }
  expect.soft(kept, `a committed picture of ${name}`).not.toBeNull();
  if (kept === null) return;
  expect.soft(found.odd, `${name} is as large as its picture`).not.toBeNull();
  expect.soft(found.odd?.shaded ?? 0, `squares of ${name} that are brighter or darker than in its picture`).toBeLessThanOrEqual(most);
  expect.soft(found.odd?.tinted ?? 0, `squares of ${name} that have another hue than in its picture`).toBeLessThanOrEqual(TINTED);
}

/** Runs in the browser. */
async function reduce(given: Given): Promise<Reduced> {
  const pixels = async (png: string) => {
    const bytes = Uint8Array.from(atob(png), (character) => character.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const pen = new OffscreenCanvas(image.width, image.height).getContext("2d");
    if (!pen) throw new Error("This browser draws nothing.");
    pen.drawImage(image, 0, 0);
    return pen.getImageData(0, 0, image.width, image.height);
  };
  const { square, side } = given;
  const whole = await pixels(given.drawn);
  const [width, height] = [Math.ceil(whole.width / square), Math.ceil(whole.height / square)];
  const small = new ImageData(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sums = [0, 0, 0];
      let count = 0;
      for (let py = y * square; py < Math.min((y + 1) * square, whole.height); py++) {
        for (let px = x * square; px < Math.min((x + 1) * square, whole.width); px++) {
          for (const colour of [0, 1, 2]) sums[colour] = (sums[colour] ?? 0) + (whole.data[(py * whole.width + px) * 4 + colour] ?? 0);
          count++;
        }
      }
      small.data.set([...sums.map((sum) => Math.round(sum / count)), 255], (y * width + x) * 4);
    }
  }
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d")?.putImageData(small, 0, 0);
  const packed = new Uint8Array(await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer());
  const png = btoa(Array.from(packed, (byte) => String.fromCharCode(byte)).join(""));
  if (given.kept === null) return { width, height, png, odd: null };
  const kept = await pixels(given.kept);
  if (Math.abs(kept.width - width) * square > side || Math.abs(kept.height - height) * square > side)
    return { width, height, png, odd: null };
  const odd = { shaded: 0, tinted: 0 };
  const tones = (data: Uint8ClampedArray, at: number) => {
    const [red, green, blue] = [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
    return { brightness: 0.3 * red + 0.6 * green + 0.1 * blue, red: red - green, blue: blue - green };
  };
  for (let y = 0; y < Math.min(height, kept.height); y++) {
    for (let x = 0; x < Math.min(width, kept.width); x++) {
      const [is, was] = [tones(small.data, (y * width + x) * 4), tones(kept.data, (y * kept.width + x) * 4)];
      if (Math.abs(is.brightness - was.brightness) > given.brightness) odd.shaded++;
      if (Math.max(Math.abs(is.red - was.red), Math.abs(is.blue - was.blue)) > given.hue) odd.tinted++;
    }
  }
  return { width, height, png, odd };
}
