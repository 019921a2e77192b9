/**
 * The trace of a call. Invariants: no answer leaves before its trace is committed; a change and its traces are one transaction; refused
 * and failed calls are traced too.
 */
import { KmsError } from "#lib/domain/errors";
import { alteredDetails } from "#lib/store/books/altered";
import { inTransaction } from "#lib/store/database/run-sql";
import { insertTrace, insertTracesIn } from "#lib/store/traces/traces";
import { noteRefusal } from "#lib/usecases/identity/token/note-refusal";
import type { Context } from "#lib/usecases/use-case";
import type { Call } from "./call";
import { toTraceRow, withNote } from "./call-trace";
import type { Identified } from "./identify";
import { toRefusal } from "./refusal";
import { NO_CALL_RIGHT } from "./right-of";

/** Traces the call unless its own transaction has done so. @throws KmsError `unavailable`: then the answer must not leave */
export async function record(call: Call, refusal: KmsError | null): Promise<void> {
  const { performer, progress } = call;
  if (refusal === null && (progress.traced || !isTracedWhenDone(call))) return;
  await performer.traces.append(toTraceRow(call, progress.traceName, progress, refusal));
}

/** Reads leave a trace when they were refused, and else only where their row or the settings say so. */
function isTracedWhenDone({ performer, row }: Call): boolean {
  return row.effect !== "read" || row.isTracedRead === true || performer.tracesReads;
}

/** Records a refusal and throws it. */
export async function recordRefusal(call: Call, identified: Identified, error: unknown): Promise<never> {
  const refusal = toRefusal(error);
  if (refusal.isFault) call.performer.onFault(refusal, call.request);
  call.progress.details = { ...call.progress.details, ...alteredDetails(refusal) };
  // Of sign-ins the first is traced at once and the rest of a minute as one.
  if (identified.kind === "signIn") {
    const { method, ...known } = identified.principal;
    await noteRefusal(call.performer, method, known, call.request.origin, refusal);
  } else await record(call, refusal);
  throw refusal;
}

/** How a use-case makes a change: together with the traces of it. */
export function committer(call: Call): Pick<Context, "commit" | "commitMany"> {
  const { store, progress } = call;
  // What is refused within the change does not rest on what let the call in.
  const noteRefusedWithin = (error: unknown): never => {
    if (error instanceof KmsError && error.code === "notPermitted") Object.assign(progress, { right: NO_CALL_RIGHT, grantId: "" });
    throw error;
  };
  return {
    commit: async (change, note) => {
      const result = await store.transact(async (tx) => {
        const changed = await change(tx).catch(noteRefusedWithin);
        const { also = [], ...own } = note(changed);
        for (const each of [own, ...also]) {
          const noted = withNote(progress, each);
          await insertTrace(tx, toTraceRow(call, noted.traceName, noted, null));
        }
        return changed;
      });
      progress.traced = true;
      return result;
    },
    commitMany: async (change, notes) => {
      const result = await store.transactMany(async (tx) => {
        const changed = await change(tx);
        const rows = notes(changed).map(({ refusal, ...note }) => toTraceRow(call, progress.traceName, withNote(progress, note), refusal));
        await insertTracesIn(inTransaction(tx), rows);
        return changed;
      });
      progress.traced = true;
      return result;
    },
  };
}
