/**
 * Tells somebody of every call of the token, for metrics. Invariant: what a call gives or throws stays as it is.
 * It is on the hot path: two looks at the clock and a plain call, well below a microsecond.
 */
import { KmsError } from "#lib/domain/errors";
import type { Hsm, ObserveTokenCall, TokenCall, TokenCallOutcome } from "#lib/hsm/port";

/** A word for every method: those without do not ask the token. */
const CALLS: Readonly<Record<TokenCall, true>> = {
  randomBytes: true,
  generateMaterial: true,
  generateWrappingKey: true,
  generateDataKeyPair: true,
  importMaterial: true,
  encryptMessage: true,
  decryptMessage: true,
  publicKey: true,
  signDigest: true,
  verifyDigest: true,
  encryptOaep: true,
  decryptOaep: true,
  generateMac: true,
  listDomainKeys: true,
  makeDomainKey: true,
  domainKeyMadeAt: true,
  destroyDomainKey: true,
  rewrapMaterial: true,
  generateIntegrityKey: true,
  rewrapIntegrityKey: true,
  acceptIntegrityKeys: true,
  authenticate: true,
  isAuthentic: true,
  sealMac: true,
  isSealMac: true,
  readMark: true,
  writeMark: true,
  auditPublicKey: true,
  signAudit: true,
  seal: true,
  unseal: true,
  checkHealth: true,
};

/** @returns the same port, whose calls are told of */
export function observeCalls<T extends Hsm>(hsm: T, observe: ObserveTokenCall): T {
  const watched = Object.keys(CALLS).map((call) => [call, watch(hsm, call as TokenCall, observe)]);
  return { ...hsm, ...Object.fromEntries(watched) };
}

type AnyCall = (...given: unknown[]) => unknown;

function watch(hsm: Hsm, call: TokenCall, observe: ObserveTokenCall): AnyCall {
  const method = hsm[call] as AnyCall;
  return (...given) => {
    const startedAt = performance.now();
    const tell = (outcome: TokenCallOutcome) => observe(call, outcome, (performance.now() - startedAt) / 1000);
    let result: unknown;
    try {
      // A method may ask another one of its port, which is then no call of its own.
      result = method.apply(hsm, given);
    } catch (error) {
      tell(outcomeOf(error));
      throw error;
    }
    if (!(result instanceof Promise)) {
      tell("answered");
      return result;
    }
    return result.then(
      (answer: unknown) => {
        tell("answered");
        return answer;
      },
      (error: unknown) => {
        tell(outcomeOf(error));
        throw error;
      },
    );
  };
}

function outcomeOf(error: unknown): TokenCallOutcome {
  const isOurs = error instanceof KmsError ? error.code !== "unavailable" && error.code !== "internal" : error instanceof RangeError;
  return isOurs ? "refused" : "failed";
}
