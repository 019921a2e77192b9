import { defineConfig } from "vitest/config";

/** Unit, property, contract, API and fault tests. Browser journeys are Playwright's. */
export default defineConfig({
  test: {
    include: ["lib/**/*.test.ts", "e2e/api/**/*.test.ts", "e2e/faults/**/*.test.ts", "components/**/*.test.ts"],
    // Each file in a process of its own: a PKCS#11 module can be initialised once in a process.
    pool: "forks",
    isolate: true,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
