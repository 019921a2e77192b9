/** @returns a gate that lets acts through one after the other, in the order in which they came; one that throws holds nobody up */
export function createGate(): <T>(act: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (act) => {
    const mine = last.then(act);
    last = mine.catch(() => {});
    return mine;
  };
}
