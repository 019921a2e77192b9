import { afterEach, expect, test, vi } from "vitest";
import { filesBelow, textOf } from "../../lib/testing/sources";
import { PARTS } from "./registry";

/** A part is what can be drawn; hooks and kinds of data are none. */
const DRAWN = /^export (?:default )?(?:function|const) [A-Z]\w*(?:<[^>]*>)?(?:\(| = memo)/m;

/** Drawn by another part only, and looks as it does there. */
const INSIDE = [
  "components/patterns/data-table/table-body.tsx",
  "components/patterns/data-table/virtual-rows.tsx",
  "components/ui/chart/figure-table.tsx",
  "components/ui/chart/time-axis.tsx",
];

const drawn = ["components/ui", "components/patterns"]
  .flatMap((folder) => filesBelow(folder))
  .filter((file) => DRAWN.test(textOf(file)) && !INSIDE.includes(file));

afterEach(() => vi.unstubAllEnvs());

test("every part of the console is in the gallery, and nothing that is gone", () => {
  expect(drawn.length).toBeGreaterThan(30);
  expect(Object.keys(PARTS).sort()).toEqual(drawn.map((file) => file.replace(/^components\/|\.tsx$/g, "")).sort());
});

test("the gallery is served only where it is asked for", async () => {
  const { default: GalleryPage } = await import("../../app/gallery/page");
  const props = { searchParams: Promise.resolve({}) };
  await expect(GalleryPage(props)).rejects.toThrow(/404/);
  vi.stubEnv("KMS_DEV_GALLERY", "1");
  await expect(GalleryPage(props)).resolves.toMatchObject({ props: {} });
});
