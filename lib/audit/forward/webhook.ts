/**
 * Forwards by HTTP: one POST a batch, lines of JSON in their canonical form, with an HMAC of the body. Invariants: taken is what a whole
 * answer with 2xx says; a redirect is a failure, so that nobody but who is in the settings is ever sent a trace.
 */
import { createHmac } from "node:crypto";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { escapeMarks } from "#lib/domain/text";
import { toTraceRecord } from "#lib/domain/trace";
import { BROKEN_OFF, DeliveryFailure, IN_TIME, type Piece, type Receiver, toDeliveryFailure } from "./receiver";

/** From the beginning of a request to the end of its answer. */
const PATIENCE_MS = 10_000;
/** What an answer says is read so far and thrown away; whoever says more was understood. */
const ANSWER_BYTES = 64 * 1024;

export type WebhookSettings = { readonly url: string; readonly secret: string; readonly patienceMs?: number };

export function webhook({ url, secret, patienceMs = PATIENCE_MS }: WebhookSettings): Receiver {
  const target = new URL(url);
  const request = target.protocol === "https:" ? requestHttps : requestHttp;
  return {
    name: "webhook",
    most: { rows: 100, bytes: 256 * 1024 },
    write: (trace) => `${escapeMarks(JSON.stringify(toTraceRecord(trace)))}\n`,
    deliver(pieces, gone) {
      const body = Buffer.from(pieces.map(({ text }) => text).join(""));
      const late = AbortSignal.timeout(patienceMs);
      return new Promise<void>((resolve, reject) => {
        const fail = (error: unknown) => reject(late.aborted ? new DeliveryFailure(IN_TIME) : toDeliveryFailure(error));
        const signal = AbortSignal.any([gone, late]);
        // A connection of its own: one that is kept may have been closed meanwhile, which would look like a failure.
        const sending = request(target, { method: "POST", agent: false, signal, headers: headersOf(pieces, body, secret) });
        sending.on("error", fail);
        sending.on("response", (answer) => {
          const refusal = refusalOf(answer.statusCode ?? 0);
          const end = (how: () => void) => {
            how();
            sending.destroy();
          };
          if (refusal !== null) return end(() => reject(new DeliveryFailure(refusal)));
          let read = 0;
          answer.on("data", (bytes: Buffer) => {
            read += bytes.length;
            if (read > ANSWER_BYTES) end(resolve);
          });
          answer.on("error", fail);
          answer.on("close", () => (answer.complete ? resolve() : fail(new DeliveryFailure(BROKEN_OFF))));
        });
        sending.end(body);
      });
    },
  };
}

function headersOf(pieces: readonly Piece[], body: Buffer, secret: string): Record<string, string> {
  return {
    "content-type": "application/x-ndjson",
    "content-length": String(body.length),
    "user-agent": "kms-console",
    "x-kms-signature": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
    "x-kms-first-trace-id": String(pieces[0]?.id),
    "x-kms-last-trace-id": String(pieces.at(-1)?.id),
  };
}

/** @returns null where the batch was taken */
function refusalOf(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return `The receiver answered ${status}, a redirect, which is not followed.`;
  return `The receiver answered ${status}.`;
}
