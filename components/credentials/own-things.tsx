/** What is one's own, as the API shows it. */
import type { ReplyOf } from "#lib/wire/catalog";

export type OwnAccessKey = ReplyOf<"listAccessKeys">["credentials"][number];
export type OwnPasskey = ReplyOf<"listPasskeys">["passkeys"][number];
export type OwnSession = ReplyOf<"listOwnSessions">["sessions"][number];

/** A time of the identity API as the parts take it: epoch milliseconds in a text. */
export function inMilliseconds(iso: string): string {
  return String(Date.parse(iso));
}
