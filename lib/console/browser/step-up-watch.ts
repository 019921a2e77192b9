/**
 * Whether the person is asked to prove anew who they are, because something that they want to do needs it. All that wait for it are
 * answered by one dialog.
 */

type Ask = { readonly answer: Promise<boolean>; readonly give: (isProven: boolean) => void };

let ask: Ask | null = null;
const listeners = new Set<() => void>();

function become(next: Ask | null): void {
  ask = next;
  for (const listener of [...listeners]) listener();
}

export function isStepUpAsked(): boolean {
  return ask !== null;
}

export function subscribeToStepUp(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** @returns whether the person has proven it; false where they would not, or where nothing could ask them */
export function askStepUp(): Promise<boolean> {
  if (ask) return ask.answer;
  if (listeners.size === 0) return Promise.resolve(false);
  let give: Ask["give"] = () => {};
  const answer = new Promise<boolean>((resolve) => {
    give = resolve;
  });
  become({ answer, give });
  return answer;
}

/** Lets go on all that wait. */
export function answerStepUp(isProven: boolean): void {
  const answered = ask;
  if (!answered) return;
  become(null);
  answered.give(isProven);
}
