"use client";
import { useEffect } from "react";
import { keepChoice } from "#lib/console/browser/keep-choice";

/** Remembers the project in a cookie, so that the front page leads back to it. */
export function RememberProject({ projectId }: { projectId: string }) {
  useEffect(() => {
    keepChoice("project", projectId);
  }, [projectId]);
  return null;
}
