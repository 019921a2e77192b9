import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Types are checked by a command of their own (`npm run typecheck`): starting the product must not depend on its tests.
  typescript: { ignoreBuildErrors: true },
  // The console calls the API from the server only; nothing of it is fetched, cached or optimised from elsewhere.
  images: { unoptimized: true },
  productionBrowserSourceMaps: false,
  // The same wherever the same sources are built, see `scripts/build.mjs`; null lets Next.js draw one by lot.
  generateBuildId: () => process.env.KMS_BUILD_ID ?? null,
};

export default config;
