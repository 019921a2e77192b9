/** Tells when a key was used last. */
import { readLastUse, readTrackedSince } from "#lib/store/use/read-use";
import { byKey, type KeyUseCase } from "../use-case";
import { USE_TRACE_NAMES } from "./use-trace-names";

export const getKeyLastUsage: KeyUseCase<"getKeyLastUsage"> = {
  subject: "key",
  subjectOf: byKey,
  async run(_input, { store, key }) {
    const [lastUse, begun] = await Promise.all([readLastUse(store, key.id, USE_TRACE_NAMES), readTrackedSince(store)]);
    return { keyId: key.id, createdAt: key.createdAt, lastUse, trackedSince: laterOf(key.createdAt, begun) };
  },
};

export function laterOf(one: Date, other: Date | null): Date {
  return other !== null && other > one ? other : one;
}
