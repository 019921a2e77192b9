/** Cross-site request refusal for everything that changes something. Next lets a request without an Origin pass; we do not. */
import { headers } from "next/headers";
import { publicOrigin } from "./settings";

/** Whether `origin` is this console: its public origin, or the very host the request was sent to. Missing and "null" are foreign. */
export function isSameOrigin(origin: string | null, host: string | null): boolean {
  if (!origin || !URL.canParse(origin)) return false;
  return origin === publicOrigin() || (host !== null && new URL(origin).host === host);
}

/** First line of every server action. @throws Error when the request does not come from a page of this console */
export async function requireSameOrigin(): Promise<void> {
  const sent = await headers();
  if (!isSameOrigin(sent.get("origin"), sent.get("host"))) throw new Error("The request does not come from this console.");
}
