/** One question at a time, its answer kept for a moment: for what anybody may ask, so that asking does not cost the callers' time. */
export function sharedAnswer<T>(ask: () => Promise<T>, keptMs: number): () => Promise<T> {
  let kept: { answer: Promise<T>; until: number } | null = null;
  return () => {
    if (kept === null || performance.now() >= kept.until) kept = { answer: ask(), until: performance.now() + keptMs };
    return kept.answer;
  };
}
