// All checks in turn, `npm test`: set-up, types, lint, vitest, playwright. A failed stage does not stop the next, so the last
// line counts every test of the real runs.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
// Not in `test-results`, which Playwright empties.
const REPORTS = ".stamps/reports";
const VITEST_REPORT = `${REPORTS}/vitest.json`;
const PLAYWRIGHT_REPORT = `${REPORTS}/playwright.json`;
const STAGES = [
  ["types", "node_modules/typescript/bin/tsc", "--noEmit", "-p", "."],
  ["lint", "node_modules/@biomejs/biome/bin/biome", "ci", "."],
  ["vitest", "node_modules/vitest/vitest.mjs", "run", "--reporter=default", "--reporter=json", `--outputFile.json=${VITEST_REPORT}`],
  ["playwright", "node_modules/@playwright/test/cli.js", "test", "--reporter=list,json"],
];

let running = null;
for (const signal of ["SIGTERM", "SIGINT"]) {
  process.on(signal, () => {
    running?.kill("SIGTERM");
    process.exit(143);
  });
}

if ((await runNode(["scripts/setup.mjs", "--test"])) !== 0) process.exit(1);
mkdirSync(REPORTS, { recursive: true });
for (const report of [VITEST_REPORT, PLAYWRIGHT_REPORT]) rmSync(report, { force: true });
const failedStages = [];
for (const [name, ...args] of STAGES) {
  process.stdout.write(`\n[${name}]\n`);
  if ((await runNode(args)) !== 0) failedStages.push(name);
}

const [vitest, playwright] = [readReport(VITEST_REPORT), readReport(PLAYWRIGHT_REPORT)];
// Once more at the end, where whoever has the last lines only will look.
for (const name of [...failedInVitest(vitest), ...failedInPlaywright(playwright)]) process.stdout.write(`\nFailed: ${name}`);
const counts = [countVitest(vitest), countPlaywright(playwright)];
const [passed, failed, skipped] = [0, 1, 2].map((column) => counts.reduce((sum, row) => sum + row[column], 0));
process.stdout.write(failedStages.length > 0 ? `\nFailed stages: ${failedStages.join(", ")}\n` : "\n");
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exit(failedStages.length > 0 || failed > 0 ? 1 : 0);

function runNode(args) {
  const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: PLAYWRIGHT_REPORT, NEXT_TELEMETRY_DISABLED: "1" };
  return new Promise((resolve) => {
    running = spawn(process.execPath, args, { stdio: "inherit", env });
    running.once("exit", (code) => resolve(code ?? 1));
  });
}

/** A run that left no report crashed, which is one failure. */
function readReport(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : null;
}

function failedInVitest(report) {
  return (report?.testResults ?? []).flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === "failed");
    const told = failed.map((test) => `${test.fullName}: ${firstLine(test.failureMessages?.[0])}`);
    return (status === "failed" && failed.length === 0 ? [firstLine(message)] : told).map((what) => `${relative(".", name)}: ${what}`);
  });
}

function failedInPlaywright(report) {
  const below = ({ specs = [], suites = [] }) => [...specs, ...suites.flatMap(below)];
  return (report?.suites ?? [])
    .flatMap(below)
    .filter(({ tests }) => tests.some(({ status }) => status === "unexpected" || status === "flaky"))
    .map(({ file, title }) => `${file}: ${title}`);
}

function firstLine(text) {
  return (text ?? "").split("\n")[0].slice(0, 300);
}

/** A test file that could not even be loaded holds no test, and is one failure. */
function countVitest(report) {
  if (!report) return [0, 1, 0];
  const unloaded = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0).length;
  return [report.numPassedTests, report.numFailedTests + unloaded, report.numPendingTests + (report.numTodoTests ?? 0)];
}

/** What passed only when repeated has failed once, and is not called passed. */
function countPlaywright(report) {
  if (!report) return [0, 1, 0];
  const { expected, unexpected, flaky, skipped } = report.stats;
  return [expected, unexpected + flaky, skipped];
}
