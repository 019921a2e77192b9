/**
 * Opens the token for a worker: module, sign-in, long-lived objects, probe, self-test, adapter.
 * Invariant: what this returns has passed the self-test; what it throws left no session open.
 */
import type { Hsm, TokenDescription } from "#lib/hsm/port";
import { createAdapter } from "./adapter";
import { awaitToken } from "./await-token";
import type { Capabilities } from "./capabilities";
import { Connection, DEFAULT_SESSIONS } from "./connection";
import { makeKnownRsaKey } from "./known-rsa-key";
import { DEFAULT_CACHE_ENTRIES, MaterialCache } from "./material-cache";
import type { ModuleHold } from "./module";
import { holdModule } from "./module";
import { probeCapabilities } from "./probe";
import { describeFailure } from "./return-values";
import { selfTest } from "./self-test";
import { settle } from "./settle";
import type { TokenSettings } from "./token-settings";
import { TokenStartError } from "./token-start-error";

export type { TokenSettings } from "./token-settings";
export { TokenStartError } from "./token-start-error";

export type OpenOptions = {
  /** How many unwrapped keys a worker keeps at hand. */
  readonly cacheEntries?: number;
  /** How many uses of private keys run in the token at once. */
  readonly sessions?: number;
};

/**
 * @returns the port, signed in and tested
 * @throws TokenStartError module missing or not loadable, token not found, PIN wrong or locked, long-lived object missing, self-test failed
 */
export async function openToken(
  settings: TokenSettings,
  { cacheEntries = DEFAULT_CACHE_ENTRIES, sessions = DEFAULT_SESSIONS }: OpenOptions = {},
): Promise<Hsm> {
  const hold = holdModule(settings);
  let connection: Connection | null = null;
  try {
    const cache = new MaterialCache(cacheEntries, (handle) => destroyQuietly(connection, handle));
    await awaitToken(hold, settings.tokenLabel);
    const opened = await settle(
      () => new Connection(settings, hold, sessions, { size: () => cache.size, forget: () => cache.forget() }),
      hold.restart,
    );
    connection = opened;
    const { module, slot } = opened.live;
    const known = await makeKnownRsaKey();
    const capabilities = await probeCapabilities(module, slot, known);
    await selfTest(module, slot, capabilities, known);
    return createAdapter({ description: describeToken(connection, hold, capabilities), connection, capabilities, cache });
  } catch (error) {
    if (connection) await connection.close();
    else hold.release();
    if (error instanceof TokenStartError) throw error;
    throw new TokenStartError(`The token cannot be opened (${describeFailure(error)}): check that it is present and works.`, {
      cause: error,
    });
  }
}

/** A handle that is gone already is what was wanted, and a session that is gone shows at the next operation. */
function destroyQuietly(connection: Connection | null, handle: Buffer): void {
  try {
    const live = connection?.live;
    live?.module.C_DestroyObject(live.pool.work, handle);
  } catch {}
}

function describeToken(
  connection: Connection,
  { module }: ModuleHold,
  { oaepSha256InToken, importsInToken }: Capabilities,
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
  };
}
