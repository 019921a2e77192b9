/** The operator's certificate, key and PIN while the product runs: what replaces them goes to the children that were given them. */
import type { Env } from "#lib/base/env";
import type { Log } from "#lib/base/log";
import { secretPath } from "../data-dir/secrets";
import type { Replacement, TlsPair } from "../links/handover";
import { readPin } from "../token/token-settings";
import { readTlsFiles } from "./tls-files";
import { watchFiles } from "./watched-files";

export type OperatorFiles = {
  /** For a child that is started now. */
  current(): { readonly tls: TlsPair | null; readonly pin: string };
  /** Reads them at once if they have changed. */
  look(): void;
};

/** @param first what the children were given at their start */
export function followFiles(
  env: Env,
  first: { readonly tls: TlsPair | null; readonly pin: string },
  tell: (replacement: Replacement) => void,
  log: Log,
): OperatorFiles {
  const { tls: tlsFiles, pkcs11 } = env;
  const isOtherPair = (one: TlsPair, other: TlsPair) => one.cert !== other.cert || one.key !== other.key;
  const tls =
    tlsFiles && first.tls
      ? watchFiles(
          [tlsFiles.certFile, tlsFiles.keyFile],
          first.tls,
          () => readTlsFiles(tlsFiles),
          isOtherPair,
          (pair) => tell({ kind: "tls", tls: pair }),
          log,
        )
      : null;
  let isFirstLook = true;
  const pin = watchFiles(
    [pkcs11?.pinFile ?? secretPath(env.dataDir, "token-user-pin")],
    first.pin,
    () => readPin(env),
    (one, other) => {
      // A file that was written again with the same in it says that the token has it now.
      const wasRewritten = !isFirstLook;
      isFirstLook = false;
      return wasRewritten || one !== other;
    },
    (changed) => tell({ kind: "pin", pin: changed }),
    log,
  );
  return {
    current: () => ({ tls: tls?.current() ?? null, pin: pin.current() }),
    look() {
      tls?.look();
      pin.look();
    },
  };
}
