/**
 * Opens the token for a worker: module, sign-in, long-lived objects, probe, self-test, adapter.
 * Invariant: what this returns has passed the self-test; what it throws left no session open.
 */
import type { Hsm, ObserveTokenCall, TokenDescription } from "#lib/hsm/port";
import { createAdapter } from "./adapter";
import type { MarkHolder } from "./long-lived/mark";
import { DEFAULT_CACHE_ENTRIES, MaterialCache } from "./material/material-cache";
import { observeCalls } from "./observe-calls";
import { awaitToken } from "./session/await-token";
import { type CallUnderWay, Connection, DEFAULT_SESSIONS } from "./session/connection";
import { requireToken } from "./session/find-token";
import type { ModuleHold } from "./session/module";
import { holdModule } from "./session/module";
import { persistentModule } from "./session/persist";
import { describeFailure } from "./session/return-values";
import { settle } from "./session/settle";
import type { Capabilities } from "./start/capabilities";
import { makeKnownRsaKey } from "./start/known-rsa-key";
import { probeCapabilities } from "./start/probe";
import { probeMarkHolder } from "./start/probe-mark";
import { selfTest } from "./start/self-test";
import type { ReportTokenEvent } from "./token-event";
import type { TokenSettings } from "./token-settings";
import { TokenStartError } from "./token-start-error";

export type { CallUnderWay } from "./session/connection";
export type { TokenEvent } from "./token-event";
export type { TokenSettings } from "./token-settings";
export { PinRefusedError, TokenStartError } from "./token-start-error";

export type OpenOptions = {
  /** How many unwrapped keys a worker keeps at hand. */
  readonly cacheEntries?: number;
  /** How many uses of private keys run in the token at once. */
  readonly sessions?: number;
  /** Is told what an operator should know. */
  readonly report?: ReportTokenEvent;
  /** What `probeMemory` found: bytes that the module keeps of every session object. */
  readonly keptPerObject?: number;
  /** Is told of every call when it has ended. */
  readonly observe?: ObserveTokenCall;
};

export type OpenedToken = Hsm & {
  /**
   * Gives the token's PIN anew, after it was changed. Where the token has refused the last one, this one is tried at once, and once;
   * else it waits for the next sign-in.
   */
  takePin(pin: string): void;
  /** Those on threads of their own that have not returned; each is one object as long as it lasts. */
  callsUnderWay(): Iterable<CallUnderWay>;
};

/**
 * @returns the port, signed in and tested
 * @throws PinRefusedError; TokenStartError module missing or not loadable, token not found, long-lived object missing, self-test failed
 */
export async function openToken(
  settings: TokenSettings,
  { cacheEntries = DEFAULT_CACHE_ENTRIES, sessions = DEFAULT_SESSIONS, report = () => {}, keptPerObject = 0, observe }: OpenOptions = {},
): Promise<OpenedToken> {
  const hold = holdModule(settings);
  let connection: Connection | null = null;
  try {
    const cache = new MaterialCache(cacheEntries, (handle) => destroyQuietly(connection, handle));
    // What is not there now is not waited for again; what is may yet be out of sight for a moment, which is waited out.
    if ((await awaitToken(hold, settings.tokenLabel)) === null) requireToken(hold.module, settings.tokenLabel);
    const handles = {
      size: () => cache.size,
      forget: () => cache.forget(),
      drop: (keyId: string) => cache.dropKeys(new Set([keyId])),
    };
    const opened = await settle(() => new Connection(settings, hold, { sessions, handles, report, keptPerObject }), hold.restart);
    connection = opened;
    const { slot } = opened.live;
    const module = persistentModule(opened.live.module);
    const known = await makeKnownRsaKey();
    const capabilities = await probeCapabilities(module, slot, known);
    await selfTest(module, slot, capabilities, known);
    const markHolder = probeMarkHolder(module, slot);
    const description = describeToken(connection, module, capabilities, markHolder);
    const adapter = createAdapter({ description, connection, capabilities, cache, markHolder });
    return {
      ...(observe ? observeCalls(adapter, observe) : adapter),
      takePin: (pin: string) => opened.takePin(pin),
      callsUnderWay: () => opened.callsUnderWay,
    };
  } catch (error) {
    if (connection) await connection.close();
    else hold.release();
    if (error instanceof TokenStartError) throw error;
    throw new TokenStartError(`The token cannot be opened (${describeFailure(error)}): check that it is present and works.`, {
      cause: error,
    });
  }
}

/** Without a connection there is no handle. */
function destroyQuietly(connection: Connection | null, handle: Buffer): void {
  if (connection?.isConnected) connection.live.pool.destroy(handle);
}

function describeToken(
  connection: Connection,
  module: ModuleHold["module"],
  { oaepSha256InToken, importsInToken }: Capabilities,
  markHolder: MarkHolder | null,
): TokenDescription {
  const { info } = connection.live;
  const library = module.C_GetInfo();
  return {
    label: info.label.trim(),
    manufacturer: info.manufacturerID.trim(),
    model: info.model.trim(),
    serialNumber: info.serialNumber.trim(),
    library: `${library.libraryDescription.trim()} ${library.libraryVersion.major}.${library.libraryVersion.minor}`,
    oaepSha256InToken,
    importsInToken,
    keepsMark: markHolder !== null,
  };
}
