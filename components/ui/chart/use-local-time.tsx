"use client";
import { useSyncExternalStore } from "react";

const never = () => () => undefined;

/**
 * Whether times can be written in the zone of who looks. The server does not know it, so what it sends and the first paint are in UTC on
 * both sides; the browser writes its own zone right after.
 */
export function useLocalTime(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
