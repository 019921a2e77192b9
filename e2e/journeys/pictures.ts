/**
 * Compares what is drawn with a committed picture, on any machine. Both are reduced to squares of some pixels by their mean colour, so that
 * how a machine draws the edges of letters does not count, and a colour, a size, a place or a part that is missing does.
 * `npx playwright test gallery --update-snapshots` draws the committed pictures anew.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, type Page, type TestInfo } from "@playwright/test";

const FOLDER = join(import.meta.dirname, "pictures");
/** Side of a square in pixels, and by how much of 255 the mean of one may differ in any colour. */
const SQUARE = 8;
const TOLERANCE = 20;
/** A line of text may be one pixel longer or higher elsewhere; so many squares in a hundred, and by how much a side may differ. */
const ODD_SHARE = 0.002;
const ODD_AT_LEAST = 2;
const SIDE = 8;

type Reduced = { readonly width: number; readonly height: number; readonly png: string; readonly odd: number | null };

/** @param blank a page of nothing in the same browser, which decodes the pictures */
export async function expectPicture(blank: Page, drawn: Buffer, name: string, info: TestInfo): Promise<void> {
  const path = join(FOLDER, `${name}.png`);
  const isUpdate = info.config.updateSnapshots === "all" || info.config.updateSnapshots === "changed";
  const kept = existsSync(path) && !isUpdate ? readFileSync(path).toString("base64") : null;
  const found = await blank.evaluate(reduce, { drawn: drawn.toString("base64"), kept, square: SQUARE, tolerance: TOLERANCE, side: SIDE });
  if (isUpdate) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, Buffer.from(found.png, "base64"));
    return;
  }
  const most = Math.max(ODD_AT_LEAST, Math.ceil(ODD_SHARE * found.width * found.height));
  if (kept === null || found.odd === null || found.odd > most) {
    await info.attach(`${name} as drawn`, { body: drawn, contentType: "image/png" });
    if (kept) await info.attach(`${name} as committed`, { body: Buffer.from(kept, "base64"), contentType: "image/png" });
  }
  expect.soft(kept, `a committed picture of ${name}`).not.toBeNull();
  if (kept === null) return;
  expect.soft(found.odd, `${name} is as large as its picture`).not.toBeNull();
  expect.soft(found.odd ?? 0, `squares of ${name} that differ from its picture`).toBeLessThanOrEqual(most);
}

/** Runs in the browser. Squares that differ; null where the sizes do. */
async function reduce(given: { drawn: string; kept: string | null; square: number; tolerance: number; side: number }): Promise<Reduced> {
  const pixels = async (png: string) => {
    const bytes = Uint8Array.from(atob(png), (character) => character.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const pen = new OffscreenCanvas(image.width, image.height).getContext("2d");
    if (!pen) throw new Error("This browser draws nothing.");
    pen.drawImage(image, 0, 0);
    return pen.getImageData(0, 0, image.width, image.height);
  };
  const { square, tolerance, side } = given;
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
  let odd = 0;
  for (let y = 0; y < Math.min(height, kept.height); y++) {
    for (let x = 0; x < Math.min(width, kept.width); x++) {
      const differs = [0, 1, 2].some((colour) => {
        const one = small.data[(y * width + x) * 4 + colour] ?? 0;
        return Math.abs(one - (kept.data[(y * kept.width + x) * 4 + colour] ?? 0)) > tolerance;
      });
      if (differs) odd++;
    }
  }
  return { width, height, png, odd };
}
