import { existsSync, readdirSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";
import { filesBelow, textOf } from "./testing/sources";

const ROOT = join(import.meta.dirname, "..");
/** Each is read in a screen or two. */
const MOST_LINES = { "README.md": 180, "OPERATIONS.md": 150, "SECURITY.md": 165, "DECISIONS.md": 100, "bench/README.md": 100 };
/** Nobody reads it whole: one looks for the client at hand. */
const LINES_TO_PASTE = { "lib/api/use-a-key.md": 320 };
const MOST_LINES_OF_A_ROOM = 80;
/** One is looked up, not read: these count for nothing. */
const ASVS_ROW = /^\| (?<from>\d+\.\d+(?:\.\d+)?)(?: to (?<to>[\d.]+))? \| (?<verdict>[a-z/ ]+) \| (?<why>.+) \|$/;
/** A file or a folder, from the product's root or somewhere below the document's room; without blank, placeholder or pattern in it. */
const PATH =
  /^(?:(?:app|bench|components|e2e|lib|prisma|public|scripts)\/[\w./[\]-]+|[\w.-]+(?:\/[\w.-]+)*(?:\/|\.(?:tsx?|mjs|c|sh|prisma)))$/;
/** Below the data directory, or made by the build. */
const MADE_LATER = /^(?:dist|secrets|token|postgres)\//;
const FOLDERS = ["app", "bench", "components", "e2e", "lib", "prisma", "scripts"];

const documents = [
  ...readdirSync(ROOT).filter((file) => file.endsWith(".md")),
  ...FOLDERS.flatMap((folder) => filesBelow(folder, /\.md$/)),
].sort();

test("documents are as long as somebody reads at once", () => {
  const limits: Readonly<Record<string, number>> = { ...MOST_LINES, ...LINES_TO_PASTE };
  const limitOf = (file: string) => limits[file] ?? MOST_LINES_OF_A_ROOM;
  expect(documents).toEqual(expect.arrayContaining(Object.keys(MOST_LINES)));
  expect(documents.map((file) => [file, linesOf(file), limitOf(file)] as const).filter(([, lines, most]) => lines > most)).toEqual([]);
});

test("each row of the ASVS table has a verdict, and names what it rests on; their numbers are as it is said", () => {
  const rows = textOf("SECURITY.md")
    .split("\n")
    .map((line) => ASVS_ROW.exec(line)?.groups)
    .filter((row) => row !== undefined);
  const counted: Record<string, number> = {};
  for (const { from = "", to, verdict = "" } of rows) {
    const last = (number: string) => Number(number.split(".").at(-1));
    // All of V17 is one row.
    const covers = to === undefined || from.split(".").length < 3 ? 1 : last(to) - last(from) + 1;
    counted[verdict] = (counted[verdict] ?? 0) + covers;
  }
  const said = `met ${counted.met}, partly ${counted.partly}, not met ${counted["not met"]}, n/a ${counted["n/a"]}.`;
  expect(Object.keys(counted).sort()).toEqual(["met", "n/a", "not met", "partly"]);
  expect(textOf("SECURITY.md")).toContain(said);
  expect(rows.filter(({ verdict, why }) => verdict === "met" && !/`[^`]+\.\w+`/.test(why ?? ""))).toEqual([]);
});

test("README leads to the README of every room", () => {
  const led = new Set(linksIn("README.md"));
  const rooms = documents.filter((file) => /^(?:lib|prisma|bench)\/.*README\.md$/.test(file));
  expect(rooms).toEqual(expect.arrayContaining(["hsm", "api", "jobs", "store", "pipeline/ahead"].map((room) => `lib/${room}/README.md`)));
  expect(rooms.filter((file) => !led.has(file))).toEqual([]);
});

test("every link within the product leads somewhere, to the heading that it names", () => {
  const links = documents.flatMap((file) => linksIn(file, true).map((target) => ({ file, target })));
  expect(links.length).toBeGreaterThan(50);
  expect(links.filter(({ target }) => !leads(target))).toEqual([]);
});

test("every path that a document names is there", () => {
  const named = documents.flatMap((file) => pathsIn(file).map((path) => ({ file, path })));
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter(({ file, path }) => !isThere(path) && !isBelow(dirname(file), path))).toEqual([]);
});

function linesOf(file: string): number {
  const lines = textOf(file).trimEnd().split("\n");
  return lines.filter((line) => !ASVS_ROW.test(line)).length;
}

/** Targets of links and pictures, from the product's root; addresses of elsewhere are not ours. */
function linksIn(file: string, withHeading = false): string[] {
  return [...proseOf(file).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = "", heading] = target.split("#");
      const place = path === "" ? file : normalize(join(dirname(file), path));
      return withHeading && heading !== undefined ? `${place}#${heading}` : place;
    });
}

function leads(target: string): boolean {
  const [path = "", heading] = target.split("#");
  return isThere(path) && (heading === undefined || headingsOf(path).includes(heading));
}

/** As GitHub names them in links. */
function headingsOf(file: string): string[] {
  return [...proseOf(file).matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\w\s-]/g, "")
      .trim()
      .replaceAll(" ", "-"),
  );
}

function pathsIn(file: string): string[] {
  return [...proseOf(file).matchAll(/`([^`\n]+)`/g)]
    .map(([, text = ""]) => text)
    .filter((text) => PATH.test(text) && !MADE_LATER.test(text))
    .map((path) => path.replace(/\/$/, ""));
}

/** Without what is shown as lines of a program or its output. */
function proseOf(file: string): string {
  return textOf(file).replace(/^```[\s\S]*?^```$/gm, "");
}

/** The product's root is no room: from there a path is whole. */
function isBelow(room: string, path: string): boolean {
  if (room === ".") return false;
  const below = readdirSync(join(ROOT, room), { recursive: true, encoding: "utf8" });
  return below.some((entry) => entry === path || entry.endsWith(`/${path}`));
}

function isThere(path: string): boolean {
  return existsSync(join(ROOT, path));
}
