"use client";
import { useEffect } from "react";

/** Remembers the project in a cookie, so that the front page leads back to it. */
export function RememberProject({ projectId }: { projectId: string }) {
  useEffect(() => {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser, and this holds no secret
    document.cookie = `kms.project=${projectId}; Path=/; Max-Age=31536000; SameSite=Lax`;
  }, [projectId]);
  return null;
}
