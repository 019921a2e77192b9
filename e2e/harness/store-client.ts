/** A client of the object store that notices, as HTTP clients do, when a reply ends before its length is reached. */
import { createHash } from "node:crypto";
import { type IncomingMessage, request } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { RunningStore } from "./cloud-service";

export type StoreReply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Whether all came that was promised. */
  readonly isWhole: boolean;
  readonly bytes: number;
  readonly sha256: string;
  /** Of an answer that is no object. */
  readonly code: string;
  readonly message: string;
};

type More = {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: AsyncIterable<Buffer> | Iterable<Buffer>;
  /** Before the first piece of the reply is read; nothing more is taken meanwhile. */
  readonly onReply?: () => Promise<void>;
  readonly secret?: string;
};

/** @param path such as `/bucket/object` */
export function ask(store: RunningStore, method: string, path: string, more: More = {}): Promise<StoreReply> {
  const { hostname, port } = new URL(store.url);
  const headers = { authorization: `Bearer ${more.secret ?? store.secret}`, ...more.headers };
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, method, path, headers, agent: false }, (incoming) => {
      read(incoming, more).then(resolve, reject);
    });
    // An answer may come before the body has all gone.
    outgoing.once("error", reject);
    pipeline(Readable.from(more.body ?? []), outgoing).catch(reject);
  });
}

async function read(incoming: IncomingMessage, more: More): Promise<StoreReply> {
  const { statusCode: status = 0, headers } = incoming;
  const hash = createHash("sha256");
  let bytes = 0;
  let text = "";
  let isWhole = true;
  await more.onReply?.();
  try {
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      hash.update(chunk);
      if (status >= 400) text += chunk.toString();
    }
  } catch {
    isWhole = false;
  }
  const { code = "", message = "" } = text === "" ? {} : JSON.parse(text);
  return { status, headers, isWhole: isWhole && incoming.complete, bytes, sha256: hash.digest("hex"), code, message };
}
