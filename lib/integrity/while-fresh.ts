/** Lets something run only while the database is not an older one. */
import type { Log } from "#lib/base/log";
import type { DatabaseAge } from "./database-age";

type Stop = () => Promise<void>;

const RETRY_MS = 2_000;

/**
 * @param start called now, unless the database is older, and whenever it is so no longer; gives what ends it
 * @returns ends it for good @throws what the first start throws
 */
export async function whileFresh(
  age: Pick<DatabaseAge, "isOlder" | "onChange">,
  log: Pick<Log, "warn">,
  start: () => Stop | Promise<Stop>,
): Promise<Stop> {
  let stop: Stop | null = null;
  let isClosed = false;
  let retry: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const settle = async () => {
    const isWanted = !isClosed && !age.isOlder;
    if (isWanted && stop === null) stop = await start();
    else if (!isWanted && stop !== null) {
      const ending = stop;
      stop = null;
      await ending();
    }
  };
  const follow = () => {
    last = last.then(settle).catch((error: unknown) => {
      log.warn({ err: error }, "what had stood still for an older database could not go on yet");
      if (!isClosed) retry = setTimeout(follow, RETRY_MS).unref();
    });
  };
  await settle();
  age.onChange(follow);
  return async () => {
    isClosed = true;
    clearTimeout(retry);
    follow();
    await last;
  };
}
