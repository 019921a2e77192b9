/** Steps through the history, as the Navigation API tells them before the address changes: the router would have left by "popstate". */

export type StepEvent = Event & { readonly navigationType: string; readonly destination: { readonly key: string } };

export type HistorySteps = {
  addEventListener(name: "navigate", listener: (event: StepEvent) => void): void;
  removeEventListener(name: "navigate", listener: (event: StepEvent) => void): void;
  traverseTo(key: string): void;
};

/** @returns undefined in a browser that has none */
export function historySteps(): HistorySteps | undefined {
  return (window as { navigation?: unknown }).navigation as HistorySteps | undefined;
}

/** Whether it is Back or Forward, and can be held back. */
export function isHoldableStep({ navigationType, cancelable }: StepEvent): boolean {
  return navigationType === "traverse" && cancelable;
}
