/** Asks a server of this product over HTTP until it answers, the way a client would see it. */
import { get as httpGet } from "node:http";
import { get as httpsGet } from "node:https";
import { setTimeout as pause } from "node:timers/promises";
import { StartError } from "#lib/base/start-error";

const PATIENCE_MS = 60_000;

export type Answer = { readonly status: number; readonly body: string };

/**
 * @param url an address of this machine; its certificate is not checked, because it names the public host
 * @param isGood which status, with which body, says that it serves
 * @throws StartError when it does not within a minute
 */
export async function waitUntilAnswering(name: string, url: string, isGood: (status: number, body: string) => boolean): Promise<Answer> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask(url);
    if (answer !== null && isGood(answer.status, answer.body)) return answer;
    if (Date.now() > end)
      throw new StartError(`The ${name} does not answer at ${url} (${answer?.status ?? "no connection"}): see the log lines above.`);
    await pause(50);
  }
}

function ask(url: string): Promise<Answer | null> {
  const get = url.startsWith("https:") ? httpsGet : httpGet;
  return new Promise((resolve) => {
    const request = get(url, { agent: false, timeout: 10_000, rejectUnauthorized: false }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        body += chunk;
      });
      response.once("close", () => resolve({ status: response.statusCode ?? 0, body }));
    });
    request.once("timeout", () => request.destroy());
    request.once("error", () => resolve(null));
  });
}
