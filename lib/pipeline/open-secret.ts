/**
 * Opens the secret of an access key. One that does not open was changed in the database by somebody who may not, which is an incident
 * for the key's owner; nothing tells apart whoever asks with it, so a flood of requests leaves one trace for a while, and not each its own.
 */

import { KmsError } from "#lib/domain/errors";
import type { Caller, RequestOrigin } from "#lib/domain/identity/caller";
import type { Hsm } from "#lib/hsm/port";
import type { TraceRow } from "#lib/store/traces/traces";
import { type TraceTools, toSignatureTrace } from "./signature-trace";

const QUIET_MS = 5 * 60 * 1000;
const MAX_REMEMBERED = 1000;

/** When each access key's incident was last traced by this process; epoch milliseconds. */
const told = new Map<string, number>();

type Tools = TraceTools & { readonly hsm: Hsm; readonly traces: { append(row: TraceRow): Promise<unknown> } };
type Sealed = { readonly access: string; readonly label: string; readonly secret: Uint8Array; readonly owner: Caller };

/** @returns the secret, to be wiped. @throws KmsError `materialIntegrity`, when its trace is committed; `unavailable` */
export async function openSecret(tools: Tools, { access, label, secret, owner }: Sealed, origin: RequestOrigin): Promise<Buffer> {
  try {
    return tools.hsm.unseal(label, secret);
  } catch (error) {
    if (!(error instanceof KmsError && error.code === "materialIntegrity")) throw error;
    if (isWorthTelling(access, tools.now().getTime())) {
      const reason = "the stored secret was altered";
      await tell(tools, toSignatureTrace(tools, access, owner, origin, error, { reason }));
    }
    const message = "The stored secret of this access key failed its integrity check and was not used. Use another access key.";
    throw new KmsError("materialIntegrity", { message, cause: error });
  }
}

async function tell({ traces }: Tools, row: TraceRow): Promise<void> {
  try {
    await traces.append(row);
  } catch (error) {
    // The next one tries again: nothing must stay untold because the database was away.
    told.delete(row.accessKey);
    throw error;
  }
}

function isWorthTelling(access: string, now: number): boolean {
  const last = told.get(access);
  if (last !== undefined && now - last < QUIET_MS && now >= last) return false;
  told.delete(access);
  told.set(access, now);
  for (const oldest of told.keys()) {
    if (told.size <= MAX_REMEMBERED) break;
    told.delete(oldest);
  }
  return true;
}
