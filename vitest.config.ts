import { defineConfig } from "vitest/config";

/** Unit, property, contract, API and fault tests. Browser journeys are Playwright's. */
const common = {
  // Each file in a process of its own: a PKCS#11 module can be initialised once in a process.
  pool: "forks" as const,
  isolate: true,
  testTimeout: 60_000,
  hookTimeout: 120_000,
  // Twice the cores of a small machine: tests of time and of failures mostly wait.
  maxWorkers: 4,
};

/**
 * Rooms whose tests touch no token and no process but a database of their own: their files come one after another in one process, which loads what
 * they share once. Whoever needs a process to itself is not one of these.
 */
const PURE = [
  "lib/{audit,base,console,domain,iam,integrity,operations,pipeline,store,usecases,wire}/**/*.test.ts",
  // What is above puts another module in the place of one that they share.
  "lib/api/*/**/*.test.ts",
  "components/**/*.test.ts",
];

/** As in Next.js's own server bundles: the guard of `lib/console/server` is empty there, and an error in the browser's. */
const resolve = { alias: { "server-only": "next/dist/compiled/server-only/empty" } };

/** Thousands of tries on a machine that does nothing else: only when asked for, and no test that was skipped when not. */
const measurements = process.env.KMS_MEASURE_TIMES === "1" ? [] : ["e2e/faults/sign-in-times.test.ts"];

export default defineConfig({
  test: {
    maxWorkers: 4,
    projects: [
      { resolve, test: { ...common, name: "pure", include: PURE, isolate: false } },
      { resolve, test: { ...common, name: "unit", include: ["lib/**/*.test.ts"], exclude: PURE } },
      {
        resolve,
        test: {
          ...common,
          name: "api",
          isolate: false,
          include: ["e2e/api/**/*.test.ts", "e2e/clients/**/*.test.ts"],
          globalSetup: "e2e/harness/shared-product.ts",
        },
      },
      { resolve, test: { ...common, name: "faults", include: ["e2e/faults/**/*.test.ts"], exclude: measurements, testTimeout: 180_000 } },
    ],
  },
});
