/**
 * Cross-site request refusal for everything that changes something. Next lets a request without an Origin pass; we do not.
 * The console's own server refuses the same before, see `lib/runtime/console/console-front.ts`; this is the second lock.
 */
import "server-only";
import { headers } from "next/headers";
import { words } from "../words/words";
import { publicOrigin } from "./settings";

/** Whether `origin` is this console's public origin. Missing and "null" are foreign, and so is another name of the same machine. */
export function isSameOrigin(origin: string | null): boolean {
  return origin === publicOrigin();
}

/** First line of every server action. @throws Error when the request does not come from a page of this console */
export async function requireSameOrigin(): Promise<void> {
  if (!isSameOrigin((await headers()).get("origin"))) throw new Error(words.failures.wrongAddress(publicOrigin()));
}
