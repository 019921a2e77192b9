/** Asks a server of this product over HTTP until it answers, the way a client would see it. */
import { get as httpGet } from "node:http";
import { get as httpsGet } from "node:https";
import { setTimeout as pause } from "node:timers/promises";
import { StartError } from "#lib/base/start-error";

const PATIENCE_MS = 60_000;

/**
 * @param url an address of this machine; its certificate is not checked, because it names the public host
 * @param isGood which status says that it serves
 * @throws StartError when it does not within a minute
 */
export async function waitUntilAnswering(name: string, url: string, isGood: (status: number) => boolean): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const status = await ask(url);
    if (status !== null && isGood(status)) return;
    if (Date.now() > end)
      throw new StartError(`The ${name} does not answer at ${url} (${status ?? "no connection"}): see the log lines above.`);
    await pause(50);
  }
}

function ask(url: string): Promise<number | null> {
  const get = url.startsWith("https:") ? httpsGet : httpGet;
  return new Promise((resolve) => {
    const request = get(url, { agent: false, timeout: 10_000, rejectUnauthorized: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? null);
    });
    request.once("timeout", () => request.destroy());
    request.once("error", () => resolve(null));
  });
}
