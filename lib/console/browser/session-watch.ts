/**
 * Whether the person is still signed in, as the answers tell. A page whose session has ended stays as it is, with all that was typed and
 * made on it: signing in in another tab lets it go on.
 */

export type SessionWatch = {
  readonly isEnded: boolean;
  /** Whether it is to be said in a dialog; whoever has put that aside is still told above the page. */
  readonly isShown: boolean;
};

/** So often, in ms, a read that waits for a new session tries again while the page is looked at. */
const TRY_AGAIN_MS = 15_000;

export const SIGNED_IN: SessionWatch = { isEnded: false, isShown: false };

let watch = SIGNED_IN;
const listeners = new Set<() => void>();

function become(next: SessionWatch): void {
  watch = next;
  for (const listener of [...listeners]) listener();
}

export function sessionWatch(): SessionWatch {
  return watch;
}

export function subscribeToSession(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** An answer said that the session is over. @param by what a person did is answered each time, what the page asks by itself only once */
export function announceSessionEnd(by: "action" | "read"): void {
  if (!watch.isEnded || by === "action") become({ isEnded: true, isShown: true });
}

/** An answer came that only a session gets. */
export function announceSession(): void {
  if (watch.isEnded) become(SIGNED_IN);
}

export function putSessionEndAside(): void {
  if (watch.isShown) become({ ...watch, isShown: false });
}

/** Resolves when it is time to ask once more: signed in anew, back at this page, or some time later. @throws the signal's reason */
export function nextTry(signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      clearInterval(timer);
      unsubscribe();
      signal?.removeEventListener("abort", abort);
      window.removeEventListener("focus", again);
      document.removeEventListener("visibilitychange", look);
      settle();
    };
    const again = () => end(resolve);
    const abort = () => end(() => reject(signal?.reason));
    const look = () => {
      if (document.visibilityState === "visible") again();
    };
    const timer = setInterval(look, TRY_AGAIN_MS);
    const unsubscribe = subscribeToSession(() => {
      if (!watch.isEnded) again();
    });
    signal?.addEventListener("abort", abort);
    window.addEventListener("focus", again);
    document.addEventListener("visibilitychange", look);
    if (signal?.aborted) abort();
  });
}
