"use client";
import type { MouseEvent, ReactNode } from "react";

/** The page's body, which marks each press that React has heard, so that `EarlyPress` makes none of them a second time. */
export function HearingBody({ children }: { children: ReactNode }) {
  return <body onClickCapture={mark}>{children}</body>;
}

function mark({ nativeEvent }: MouseEvent): void {
  Object.assign(nativeEvent, { isHeard: true });
}
