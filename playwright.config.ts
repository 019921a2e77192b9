import { defineConfig } from "@playwright/test";

/** Journeys of people in the console, against one real product, in the system's Chromium. */
export default defineConfig({
  testDir: "e2e/journeys",
  globalSetup: "./e2e/journeys/global-setup.ts",
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.KMS_CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
      ],
    },
  },
});
