"use client";
import { lazy, Suspense } from "react";
import type { FaultProps } from "#components/shell/fault";

/** Fetched when it is needed, for every page would carry it; what cannot be fetched leads to the global error. */
const ErrorPage = lazy(() => import("#components/shell/error-page"));

export default function RootError(props: FaultProps) {
  return (
    <Suspense>
      <ErrorPage {...props} />
    </Suspense>
  );
}
