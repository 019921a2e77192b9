/**
 * Looks for a token more than once: while another process writes to a SoftHSM2 token, one that starts may not see the token for a moment.
 * Invariant: after this, "not there" means not there.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { FoundToken } from "./find-token";
import { findToken } from "./find-token";
import type { ModuleHold } from "./module";

const LOOKS = 10;
const PAUSE_MS = 100;

/** The token with this label, or null after about a second. @throws TokenStartError when there are several */
export async function awaitToken(hold: ModuleHold, label: string): Promise<FoundToken | null> {
  for (let look = 1; ; look += 1) {
    const token = findToken(hold.module, label);
    if (token !== null || look === LOOKS) return token;
    await pause(PAUSE_MS);
    hold.restart();
  }
}
