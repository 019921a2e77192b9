/**
 * A witness for tests (c2sp.org/tlog-witness): a real server with the last checkpoint of each log in memory. Whether a checkpoint follows
 * and that it takes the place of the last is one step that nothing comes between, so no two requests at once roll it back.
 */
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { auditKeyOf, type Checkpoint, verifyCheckpoint } from "#lib/audit/verify/checkpoint";
import { parseConsistency } from "#lib/audit/verify/consistency";
import { Unverified } from "#lib/audit/verify/encoding";
import { verifyConsistency } from "#lib/audit/verify/proof";
import { makeWitness } from "#lib/audit/verify/testing/signers";

type Seen = Pick<Checkpoint, "size" | "root">;
type Behaviour = (reply: ServerResponse, honest: () => void) => void;

export type TestWitness = {
  readonly name: string;
  readonly verifierKey: string;
  readonly url: string;
  /** As KMS_AUDIT_WITNESSES has it. */
  readonly setting: string;
  /** What it has cosigned last, by origin. */
  readonly seen: Map<string, Seen>;
  /** What it was asked, and answered. */
  readonly answers: { readonly path: string; readonly old: number; readonly size: number; readonly status: number }[];
  /** How it answers from now on; null: as a witness does. */
  behave(how: Behaviour | null): void;
  /** Trusts this key from now on. */
  trust(spki: Buffer): void;
  /** Ends it at once; it remembers what it has seen. */
  kill(): Promise<void>;
  /** On the same port. */
  revive(): Promise<void>;
};

type Verdict = { readonly status: number; readonly body: string; readonly old: number; readonly size: number };

/** @param spki of the audit key that it trusts; null where it trusts none yet, and answers 404 */
export async function openWitness(name: string, spki: Buffer | null): Promise<TestWitness> {
  const signer = makeWitness(name);
  const seen = new Map<string, Seen>();
  const answers: TestWitness["answers"] = [];
  let trusted = spki;
  let behaviour: Behaviour | null = null;

  /** Without a pause from beginning to end: nothing else is looked at meanwhile. */
  const judge = (body: Buffer): Verdict => {
    const { old, proof, checkpoint } = parseConsistency(body);
    const { origin, size, root, note } = checkpoint;
    const say = (status: number, text = "") => ({ status, body: text, old, size });
    if (trusted === null || !isOurs(checkpoint, trusted)) return say(trusted === null ? 404 : 403);
    if (old > size) return say(400);
    const last = seen.get(origin) ?? { size: 0, root: Buffer.of() };
    if (old !== last.size) return say(409, `${last.size}\n`);
    if (old === size && !root.equals(last.root)) return say(409, `${last.size}\n`);
    const claim = { first: old, second: size, firstRoot: last.root, secondRoot: root, proof };
    if (old === 0 ? proof.length > 0 : !verifyConsistency(claim)) return say(422);
    seen.set(origin, { size, root });
    return say(200, signer.cosign(note.body.toString(), BigInt(Math.floor(Date.now() / 1000))));
  };

  const answer = (path: string, body: Buffer, reply: ServerResponse) => {
    const verdict = judgeOr400(judge, body);
    answers.push({ path, old: verdict.old, size: verdict.size, status: verdict.status });
    const type = verdict.status === 409 ? "text/x.tlog.size" : "text/plain";
    reply.writeHead(path === "/w/add-checkpoint" ? verdict.status : 404, { "content-type": type }).end(verdict.body);
  };

  let server: Server | undefined;
  const open = (port: number) => {
    const opened = createServer((request, reply) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const honest = () => answer(request.url ?? "", Buffer.concat(chunks), reply);
        if (behaviour === null) honest();
        else behaviour(reply, honest);
      });
    });
    server = opened;
    return new Promise<number>((resolve) => void opened.listen(port, "127.0.0.1", () => resolve((opened.address() as AddressInfo).port)));
  };
  const port = await open(0);
  const url = `http://127.0.0.1:${port}/w`;
  return {
    name,
    verifierKey: signer.verifierKey,
    url,
    setting: `${signer.verifierKey} ${url}`,
    seen,
    answers,
    behave: (how) => {
      behaviour = how;
    },
    trust: (key) => {
      trusted = key;
    },
    kill: () => {
      const closed = new Promise<void>((resolve) => void server?.close(() => resolve()));
      server?.closeAllConnections();
      return closed;
    },
    revive: async () => void (await open(port)),
  };
}

function isOurs(checkpoint: Checkpoint, spki: Buffer): boolean {
  try {
    verifyCheckpoint(checkpoint, auditKeyOf(spki));
    return true;
  } catch {
    return false;
  }
}

function judgeOr400(judge: (body: Buffer) => Verdict, body: Buffer): Verdict {
  try {
    return judge(body);
  } catch (error) {
    if (!(error instanceof Unverified)) throw error;
    return { status: 400, body: "", old: -1, size: -1 };
  }
}
