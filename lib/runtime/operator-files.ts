/** The operator's certificate, key and PIN while the product runs: what replaces them goes to the children that were given them. */
import type { Env } from "./env";
import type { Replacement, TlsPair } from "./handover";
import type { Log } from "./log";
import { readTlsFiles } from "./tls-files";
import { readPin } from "./token-settings";
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
  const pin = pkcs11
    ? watchFiles(
        [pkcs11.pinFile],
        first.pin,
        () => readPin(env),
        (one, other) => one !== other,
        (changed) => tell({ kind: "pin", pin: changed }),
        log,
      )
    : null;
  return {
    current: () => ({ tls: tls?.current() ?? null, pin: pin?.current() ?? first.pin }),
    look() {
      tls?.look();
      pin?.look();
    },
  };
}
