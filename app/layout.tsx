import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { EarlyPress } from "#components/shell/presses/early-press";
import { HearingBody } from "#components/shell/presses/hearing-body";
import { readTheme } from "#lib/console/browser/theme";
import { ownCookieName } from "#lib/console/server/settings";
import { words } from "#lib/console/words/words";
import { fontVariables } from "./fonts";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: words.product, template: `%s · ${words.product}` },
  robots: { index: false, follow: false },
};
export const viewport: Viewport = { width: "device-width", initialScale: 1 };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = readTheme((await cookies()).get(ownCookieName("theme"))?.value);
  return (
    <html lang="en" data-theme={theme} className={fontVariables} suppressHydrationWarning>
      {/* Here and not in the metadata, which may come after the body: a browser would have asked for another one by then. */}
      <head>
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        <EarlyPress />
      </head>
      <HearingBody>{children}</HearingBody>
    </html>
  );
}
