import { expect, test } from "vitest";
import { filesBelow, importsAtRunTimeOf, importsOf, NOT_OURS } from "./testing/sources";

const GROUND = ["lib/base", "lib/domain"];
const PEERS = ["lib/hsm/port", "lib/store", "lib/iam", "lib/audit", "lib/integrity"];
const DOOR = [...GROUND, "lib/operations", "lib/wire", "lib/iam", "lib/pipeline", "lib/api/edge"];
const SCREENS = ["lib/domain", "lib/operations", "lib/wire"];

/** What the console's rooms share. */
const CONSOLE_SHARED = ["api-failure", "cookie-name", "key-change", "oidc", "project", "second-factor", "sign-in-path"].map(
  (file) => `lib/console/${file}`,
);

/**
 * The rooms, and what each may import besides itself (design §2), for types too. A file belongs to the room with the longest name that
 * fits. Rooms of tests and scripts are not in the house.
 */
const ROOMS: Record<string, readonly string[]> = {
  "lib/base": [],
  "lib/domain": ["lib/base"],
  "lib/operations": GROUND,
  "lib/wire": [...GROUND, "lib/operations"],
  "lib/hsm/port": GROUND,
  "lib/hsm/pkcs11": [...GROUND, "lib/hsm/port"],
  "lib/store": [...GROUND, "lib/hsm/port"],
  "lib/iam": [...GROUND, "lib/hsm/port", "lib/store"],
  "lib/audit": [...GROUND, "lib/hsm/port", "lib/store", "lib/iam"],
  // Works where nothing else of the product does.
  "lib/audit/verify": [],
  "lib/backup": GROUND,
  "lib/integrity": [...GROUND, "lib/hsm/port", "lib/store"],
  "lib/usecases": [...GROUND, "lib/operations", ...PEERS],
  "lib/pipeline": [...GROUND, "lib/operations", ...PEERS, "lib/usecases"],
  // Health and metrics look at what they report on; no door does.
  "lib/api/edge": [...DOOR, ...PEERS],
  "lib/api/kms": DOOR,
  "lib/api/keystone": DOOR,
  // Puts the doors together.
  "lib/api": DOOR,
  "lib/jobs": [...GROUND, "lib/hsm/port", "lib/store", "lib/audit", "lib/integrity", "lib/usecases", "lib/pipeline"],
  // Starts everything, and nobody else opens a token.
  "lib/runtime": ["lib"],
  "lib/console": SCREENS,
  "lib/console/words": [...SCREENS, ...CONSOLE_SHARED],
  "lib/console/server": [...SCREENS, ...CONSOLE_SHARED, "lib/console/words"],
  // Of the server only what Next.js makes a call of.
  "lib/console/browser": [...SCREENS, ...CONSOLE_SHARED, "lib/console/words", "lib/console/server/actions"],
  components: [...SCREENS, ...CONSOLE_SHARED, "lib/console/words", "lib/console/browser", "lib/console/server/actions"],
  app: [...SCREENS, "lib/console", "components"],
  // The console's own files that Next.js wants at the root.
  proxy: [...SCREENS, "lib/console"],
};
/** Packages that only one room may know. */
const PACKAGE_ROOMS: Record<string, string> = {
  pkcs11js: "lib/hsm/pkcs11",
  pg: "lib/store",
  "@prisma/client": "lib/store",
  "@prisma/adapter-pg": "lib/store",
  "pg-boss": "lib/jobs",
  "pg-copy-streams": "lib/store",
  "age-encryption": "lib/backup",
  "tar-stream": "lib/backup",
};
/** Tests, what only they use, and programs around the product: nothing in the house leans on them. */
const OUTSIDE = /^(?:e2e|bench|scripts)\/|\/testing\/|^lib\/testing\/|^lib\/hsm\/contract\/|\.(?:test|spec)$/;
/** Rooms whose every file may come into a browser. */
const ISOMORPHIC = ["lib/domain", "lib/operations", "lib/wire"];
/** Everybody may import the verifier; what may come into a browser, only the part of it that may too. */
const VERIFIER = "lib/audit/verify";
const VERIFIER_IN_BROWSER = ["lib/audit/verify/browser-proof", "lib/audit/verify/browser-checkpoint"];
const IN_BROWSER = [...ISOMORPHIC, "lib/console", "lib/console/words", "lib/console/browser", "components"];

const files = ["lib", "components", "app"]
  .flatMap((folder) => filesBelow(folder))
  .concat("proxy.ts")
  .filter((file) => !NOT_OURS.test(file));
const graph = new Map(files.map((file) => [withoutEnding(file), importsOf(file)]));

test("every file is in a room", () => {
  expect(files.length).toBeGreaterThan(500);
  expect(files.filter((file) => roomOf(withoutEnding(file)) === undefined)).toEqual([]);
});

test.each([
  ["lib/base/env", "lib/domain/key"],
  ["lib/domain/key", "lib/operations/catalog"],
  ["lib/operations/catalog", "lib/wire/catalog"],
  ["lib/usecases/data/encrypt", "lib/wire/kms/errors"],
  ["lib/usecases/data/encrypt", "lib/pipeline/perform"],
  ["lib/usecases/data/encrypt", "lib/hsm/pkcs11/open"],
  ["lib/store/open", "lib/iam/password"],
  ["lib/iam/password", "lib/audit/trace-writer"],
  ["lib/hsm/pkcs11/open", "lib/store/open"],
  ["lib/store/open", "lib/integrity/mark"],
  ["lib/audit/verify/main", "lib/audit/trace-writer"],
  ["lib/audit/verify/tree", "lib/base/env"],
  ["components/keys/list/key-list", "lib/audit/verify/tree"],
  ["lib/integrity/mark-keeper", "lib/usecases/registry"],
  ["lib/integrity/mark-keeper", "lib/hsm/pkcs11/open"],
  ["lib/pipeline/perform", "lib/api/edge/server"],
  ["lib/api/kms/kms-routes", "lib/store/open"],
  ["lib/api/kms/kms-routes", "lib/usecases/registry"],
  ["lib/api/kms/kms-routes", "lib/api/keystone/identity-routes"],
  ["lib/api/edge/server", "lib/api/kms/kms-routes"],
  ["lib/jobs/run-job", "lib/hsm/pkcs11/open"],
  ["lib/console/words/words", "lib/pipeline/perform"],
  ["components/keys/list/key-list", "lib/base/log"],
  ["components/keys/list/key-list", "lib/console/server/session"],
  ["app/[project]/keys/page", "lib/store/open"],
  ["lib/runtime/primary", "pg"],
  ["lib/iam/password", "@prisma/client"],
  ["lib/usecases/data/encrypt", "pkcs11js"],
  ["lib/iam/password", "e2e/harness/database"],
  ["lib/runtime/primary", "lib/hsm/testing/failing-token"],
])("%s may not import %s", (file, target) => expect(isAllowed(file, target)).toBe(false));

test.each([
  ["lib/store/open", "lib/audit/verify/tree"],
  ["lib/base/env", "lib/audit/verify/plan"],
  ["lib/jobs/run-job", "lib/audit/verify/state"],
  ["components/keys/list/key-list", "lib/audit/verify/browser-proof"],
  ["lib/console/browser/bulk/bulk-job", "lib/audit/verify/browser-checkpoint"],
])("%s may import %s", (file, target) => expect(isAllowed(file, target)).toBe(true));

test("imports point towards base and domain, those of types too, and packages with power stay in their room", () => {
  const offences = [...graph].flatMap(([file, targets]) =>
    targets.filter((target) => !isAllowed(file, target)).map((target) => `${file} imports ${target}`),
  );
  expect(offences).toEqual([]);
});

test("there are no import cycles, not by types either", () => {
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

test("what may come into a browser needs nothing of Node.js, not by way of base either", () => {
  const atRunTime = new Map(files.map((file) => [withoutEnding(file), importsAtRunTimeOf(file)]));
  const needs = (file: string, seen: Set<string>): string[] => {
    if (seen.has(file)) return [];
    seen.add(file);
    return (atRunTime.get(file) ?? []).flatMap((target) =>
      target.startsWith("node:") ? [`${file} imports ${target}`] : needs(target, seen),
    );
  };
  const seen = new Set<string>();
  const isomorphic = [...graph.keys()].filter((file) => VERIFIER_IN_BROWSER.includes(file) || ISOMORPHIC.includes(roomOf(file) ?? ""));
  expect(isomorphic).toEqual(expect.arrayContaining(VERIFIER_IN_BROWSER));
  expect(isomorphic.length).toBeGreaterThan(50);
  expect(isomorphic.flatMap((file) => needs(file, seen))).toEqual([]);
});

function isAllowed(file: string, target: string): boolean {
  if (OUTSIDE.test(target)) return false;
  const packageRoom = PACKAGE_ROOMS[target];
  if (packageRoom !== undefined) return isBelow(file, packageRoom);
  const room = roomOf(file) ?? "";
  if (!/^(?:lib|components|app)\//.test(target) || isBelow(target, room)) return true;
  if (isBelow(target, VERIFIER)) return VERIFIER_IN_BROWSER.includes(target) || !IN_BROWSER.includes(room);
  return (ROOMS[room] ?? []).some((allowed) => isBelow(target, allowed));
}

function roomOf(file: string): string | undefined {
  return Object.keys(ROOMS)
    .filter((room) => isBelow(file, room))
    .sort((a, b) => b.length - a.length)[0];
}

/** Whether a file is in a folder, or is the file of that name. */
function isBelow(file: string, room: string): boolean {
  return file === room || file.startsWith(`${room}/`);
}

function withoutEnding(file: string): string {
  return file.replace(/\.tsx?$/, "");
}
