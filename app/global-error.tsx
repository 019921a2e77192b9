"use client";
import { Fault, type FaultProps } from "#components/shell/fault";
import { words } from "#lib/console/words/words";
import { fontVariables } from "./fonts";
import "./globals.css";

export default function GlobalError(props: FaultProps) {
  return (
    <html lang="en" className={fontVariables}>
      <body>
        <main className="py-12">
          <h1 className="sr">{words.product}</h1>
          <Fault {...props} />
        </main>
      </body>
    </html>
  );
}
