/**
 * When an access key was last used: to a minute, and off the way of the request, which waits for nothing of it. A try that fails is
 * forgotten, since the next minute brings another one.
 */
import { noteAccessKeyUse } from "#lib/store/identity/access-keys";
import type { Store } from "#lib/store/open";

/** For so long one note is enough. */
const NOTED_MS = 60 * 1000;
const MAX_REMEMBERED = 10_000;

type Tools = { readonly store: Store; readonly now: () => Date };

/** When each access key was last noted by this process, in epoch milliseconds; of each process by its store. */
const NOTED = new WeakMap<object, Map<string, number>>();

/** @param lastUsedAt as the database had it when the request was looked up */
export function noteUse({ store, now }: Tools, access: string, lastUsedAt: Date | null): void {
  const at = now();
  const noted = NOTED.get(store) ?? new Map<string, number>();
  NOTED.set(store, noted);
  const last = Math.max(lastUsedAt?.getTime() ?? 0, noted.get(access) ?? 0);
  // A clock that was set back does not stop it.
  if (Math.abs(at.getTime() - last) < NOTED_MS) return;
  noted.delete(access);
  noted.set(access, at.getTime());
  for (const oldest of noted.keys()) {
    if (noted.size <= MAX_REMEMBERED) break;
    noted.delete(oldest);
  }
  noteAccessKeyUse(store, access, at).catch(() => {});
}
