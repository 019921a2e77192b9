import { defineConfig } from "@playwright/test";

/**
 * The list that counts is the last one that Chromium is given, so that Playwright's own is in it. The address bar of each window is a
 * browser's page with a process of its own, two of them with the mode for questions, that nobody sees here: half the cost of a window.
 */
const FEATURES_OFF = [
  "WebUIOmniboxPopup",
  "WebUIOmniboxAimPopup",
  "WebUIOmniboxFullPopup",
  // A process kept ready for a page that may come: there is one page to a window.
  "SpareRendererForSitePerProcess",
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsUpgrades",
  "HttpsFirstBalancedModeAutoEnable",
  "LensOverlay",
  "MediaRouter",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "OptimizationHints",
  "NetworkTimeServiceQuerying",
  "AimEnabled",
  "PreconnectToSearch",
];

/** Journeys of people in the console, against one real product, in the system's Chromium. */
export default defineConfig({
  testDir: "e2e/journeys",
  globalSetup: "./e2e/journeys/global-setup.ts",
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  // A machine that is busy with more may take so long for a journey of seconds.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    // Nothing moves, so that no test and no check of contrast looks at a page between two states.
    contextOptions: { reducedMotion: "reduce" },
    // Keeping a trace of every step takes a quarter of the time; whoever looks for a fault asks for it.
    trace: process.env.KMS_TRACE ? "retain-on-failure" : "off",
    launchOptions: {
      executablePath: process.env.KMS_CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        `--disable-features=${FEATURES_OFF.join(",")}`,
      ],
    },
  },
});
