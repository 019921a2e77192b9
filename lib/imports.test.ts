import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");

/** What each room may import, besides itself (design §2). Rooms of tests and scripts are not in the house. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  "lib/base": [],
  "lib/domain": [],
  "lib/operations": ["lib/domain"],
  "lib/hsm": ["lib/domain"],
  "lib/store": ["lib/domain", "lib/hsm/port"],
  "lib/audit": ["lib/domain", "lib/store"],
  "lib/iam": ["lib/domain", "lib/store"],
  "lib/usecases": ["lib/domain", "lib/operations", "lib/hsm/port", "lib/store", "lib/audit", "lib/iam"],
  "lib/api": ["lib/domain", "lib/operations", "lib/hsm/port", "lib/store", "lib/audit", "lib/iam", "lib/usecases"],
  "lib/jobs": ["lib/domain", "lib/hsm/port", "lib/store", "lib/usecases"],
  "lib/runtime": ["lib"],
  "lib/console": ["lib/domain", "lib/operations"],
  components: ["lib/domain", "lib/operations", "lib/console"],
  app: ["lib/domain", "lib/operations", "lib/console", "components"],
};
/** Open to every server room. */
const SERVER_RUNTIME = ["lib/base"];
const BROWSER_ROOMS = ["lib/console", "components", "app", "lib/domain", "lib/operations"];
/** Packages that only one room may know. */
const PACKAGE_ROOMS: Record<string, string> = {
  pkcs11js: "lib/hsm/pkcs11",
  pg: "lib/store",
  "@prisma/client": "lib/store",
  "pg-boss": "lib/jobs",
  "@prisma/adapter-pg": "lib/store",
};
/** Start-up speaks to a database that has no schema yet, before the store can be opened. */
const PACKAGE_EXCEPTIONS = ["lib/runtime/postgres/preflight.ts", "lib/runtime/postgres/provision-database.ts"];

const files = Object.keys(MAY_IMPORT)
  .flatMap((room) => sources(room))
  .filter((file) => !/\.test\.tsx?$|\/testing\/|\/generated\/|\/hsm\/contract\//.test(file));

test("imports point towards the domain, and packages with power stay in their room", () => {
  expect(files.length).toBeGreaterThan(50);
  const offences = files.flatMap((file) =>
    importsOf(file)
      .filter((target) => !isAllowed(file, target))
      .map((target) => `${file} imports ${target}`),
  );
  expect(offences).toEqual([]);
});

test("there are no import cycles", () => {
  const graph = new Map(files.map((file) => [file.replace(/\.tsx?$/, ""), valueImportsOf(file).filter((target) => target.includes("/"))]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (node: string, path: readonly string[]) => {
    if (path.includes(node)) cycles.push([...path.slice(path.indexOf(node)), node].join(" → "));
    if (done.has(node) || path.includes(node)) return;
    for (const next of graph.get(node) ?? []) visit(next, [...path, node]);
    done.add(node);
  };
  for (const node of graph.keys()) visit(node, []);
  expect(cycles).toEqual([]);
});

function isAllowed(file: string, target: string): boolean {
  const room = roomOf(file);
  const powerRoom = PACKAGE_ROOMS[target];
  if (powerRoom !== undefined) return file.startsWith(`${powerRoom}/`) || PACKAGE_EXCEPTIONS.includes(file);
  if (!/^(lib|components|app)\//.test(target)) return true;
  if (target.startsWith(`${room}/`)) return true;
  if (!BROWSER_ROOMS.includes(room) && SERVER_RUNTIME.some((open) => target.startsWith(`${open}/`))) return true;
  return (MAY_IMPORT[room] ?? []).some((allowed) => target === allowed || target.startsWith(`${allowed}/`));
}

function roomOf(file: string): string {
  return Object.keys(MAY_IMPORT).find((room) => file.startsWith(`${room}/`)) ?? "";
}

function sources(directory: string): string[] {
  return readdirSync(join(ROOT, directory), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

function importsOf(file: string): string[] {
  return specifiers(file, /(?:^|\n)\s*(?:import|export)\s[^;]*?from\s+"([^"]+)"|(?:import|require)\(\s*"([^"]+)"\s*\)/g);
}

/** Imports of types alone are erased and make no cycle at run time. */
function valueImportsOf(file: string): string[] {
  return specifiers(file, /(?:^|\n)\s*(?:import|export)\s(?!type\b)[^;]*?from\s+"([^"]+)"/g);
}

function specifiers(file: string, pattern: RegExp): string[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  return [...text.matchAll(pattern)].map((match) => {
    const specifier = match[1] ?? match[2] ?? "";
    if (specifier.startsWith("#")) return specifier.slice(1);
    if (specifier.startsWith(".")) return normalize(join(dirname(file), specifier));
    return specifier.startsWith("@prisma/client/") ? "@prisma/client" : specifier;
  });
}
