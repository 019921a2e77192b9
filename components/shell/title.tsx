"use client";
import { useTitle } from "#components/patterns/use-title";

/** Titles the tab of a page that comes in the place of another, whose title it would bear. */
export function Title({ text }: { text: string }) {
  useTitle(text);
  return null;
}
