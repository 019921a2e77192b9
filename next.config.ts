import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // The console calls the API from the server only; nothing of it is fetched, cached or optimised from elsewhere.
  images: { unoptimized: true },
  productionBrowserSourceMaps: false,
};

export default config;
