/**
 * Asks a witness to cosign a checkpoint (c2sp.org/tlog-witness, add-checkpoint). Invariants: nothing that a witness says is believed but its
 * own cosignature, which is verified; a redirect is a failure, and no more of an answer is read than one can be long.
 */
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { WitnessSettings } from "#lib/base/audit-settings";
import { toConnectionSentence } from "../connection-failure";
import { fromDecimal, fromUtf8, Unverified } from "../verify/encoding";
import { formatSignature, parseNote, signersOf } from "../verify/note";
import { parseWitnessKey } from "../verify/policy";

/** From the beginning of a request to the end of its answer. */
const PATIENCE_MS = 5_000;
/** Room for some signatures, also post-quantum ones. */
const ANSWER_BYTES = 64 * 1024;

/** What a witness made of a checkpoint. */
export type WitnessAnswer =
  /** @param line its cosignature, verified, with a newline */
  | { readonly kind: "cosigned"; readonly line: string }
  /** The size that it has cosigned last of this log is another, or the tree of that size is. */
  | { readonly kind: "knows"; readonly size: number }
  /** What it has cosigned is not the beginning of this tree, it says. */
  | { readonly kind: "differs" };

/** Its message is for people who look at the System screen: a sentence of ours, without an address or what the witness said. */
export class WitnessFailure extends Error {
  override readonly name = "WitnessFailure";
}

export type Witness = {
  readonly name: string;
  /**
   * @param body what is posted, see `formatConsistency`
   * @param checkpoint the note in it
   * @param gone aborted when nobody here may ask any more
   * @throws WitnessFailure
   */
  ask(question: { readonly body: string; readonly checkpoint: string }, gone: AbortSignal): Promise<WitnessAnswer>;
};

/** @throws Unverified where the settings have no key of a witness, which they are not taken with */
export function witness({ name, verifierKey, url }: WitnessSettings, patienceMs = PATIENCE_MS): Witness {
  const { key } = parseWitnessKey(verifierKey);
  return {
    name,
    async ask({ body, checkpoint }, gone) {
      const { status, bytes } = await post(new URL(`${url}/add-checkpoint`), Buffer.from(body), patienceMs, gone);
      if (status === 200) return { kind: "cosigned", line: findCosignature(checkpoint, bytes, key) };
      if (status === 422) return { kind: "differs" };
      if (status !== 409) throw new WitnessFailure(refusalOf(status));
      const size = fromDecimal(fromUtf8(bytes)?.replace(/\n$/, "") ?? "");
      if (size === null) throw new WitnessFailure("The witness knows another size of the log, and did not say which.");
      return { kind: "knows", size };
    },
  };
}

const REFUSALS: Readonly<Record<number, string>> = {
  400: "The witness did not understand the request (400).",
  403: "The witness trusts another key of the log (403).",
  404: "The witness does not know the log by its origin, or its URL is another (404).",
};

function refusalOf(status: number): string {
  if (status >= 300 && status < 400) return `The witness answered ${status}, a redirect, which is not followed.`;
  return REFUSALS[status] ?? `The witness answered ${status}.`;
}

/** @returns the line of the one signature that counts, written by us @throws WitnessFailure where there is none */
function findCosignature(checkpoint: string, answer: Buffer, key: ReturnType<typeof parseWitnessKey>["key"]): string {
  try {
    const { body } = parseNote(Buffer.from(checkpoint));
    const { body: answered, signatures } = parseNote(Buffer.concat([Buffer.from(checkpoint), answer]));
    if (!answered.equals(body)) throw new Unverified("the answer goes on with the note's text");
    const own = signatures.find((one) => signersOf({ body, signatures: [one] }, [key]).length > 0);
    if (own !== undefined) return formatSignature(own);
  } catch (error) {
    if (!(error instanceof Unverified)) throw error;
  }
  throw new WitnessFailure("The witness's answer has no cosignature that its key has made for this checkpoint.");
}

type Reply = { readonly status: number; readonly bytes: Buffer };

function post(target: URL, body: Buffer, patienceMs: number, gone: AbortSignal): Promise<Reply> {
  const request = target.protocol === "https:" ? requestHttps : requestHttp;
  const late = AbortSignal.timeout(patienceMs);
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      const sentence = late.aborted ? "The witness did not answer in time." : toConnectionSentence(error, "The witness");
      reject(error instanceof WitnessFailure ? error : new WitnessFailure(sentence, { cause: error }));
    };
    const headers = { "content-type": "text/plain; charset=utf-8", "content-length": String(body.length), "user-agent": "kms-console" };
    // A connection of its own: one that is kept may have been closed meanwhile, which would look like a failure.
    const sending = request(target, { method: "POST", agent: false, signal: AbortSignal.any([gone, late]), headers });
    sending.on("error", fail);
    sending.on("response", (answer) => {
      const chunks: Buffer[] = [];
      let read = 0;
      answer.on("data", (bytes: Buffer) => {
        read += bytes.length;
        if (read <= ANSWER_BYTES) return void chunks.push(bytes);
        fail(new WitnessFailure("The witness answered more than there is to say."));
        sending.destroy();
      });
      answer.on("error", fail);
      answer.on("close", () => {
        if (answer.complete) resolve({ status: answer.statusCode ?? 0, bytes: Buffer.concat(chunks) });
        else fail(Object.assign(new Error("broken off"), { code: "ECONNRESET" }));
      });
    });
    sending.end(body);
  });
}
