import type { useToasts } from "#components/ui/toasts";
import type { Failure } from "#lib/console/api-failure";
import { tagWords } from "#lib/console/words/tag-words";

/** Says that a key was made without its tags, or perhaps with them, why, and where they can be added. */
export function announceTagFailure(
  toasts: ReturnType<typeof useToasts>,
  failure: Failure | null,
  link: { readonly href: string; readonly text: string },
): void {
  if (!failure) return;
  const text = failure.kind === "lost" ? tagWords.maybeAdded : tagWords.notAdded;
  toasts.failure({ text, link, lines: [failure.message], requestId: failure.requestId });
}
