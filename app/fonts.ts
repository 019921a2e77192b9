/** The console's two typefaces, shipped with it. A page that is painted before they are there keeps its first look: nothing moves. */
import localFont from "next/font/local";

const plex = localFont({
  src: "../node_modules/@fontsource-variable/ibm-plex-sans/files/ibm-plex-sans-latin-wght-normal.woff2",
  weight: "100 700",
  variable: "--font-plex",
  display: "optional",
});
const jetbrains = localFont({
  src: "../node_modules/@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2",
  weight: "100 800",
  variable: "--font-jetbrains",
  display: "optional",
  adjustFontFallback: false,
});

/** Class names that define `--font-plex` and `--font-jetbrains`, for the `html` element. */
export const fontVariables = `${plex.variable} ${jetbrains.variable}`;
