/**
 * What a decision may go by: the caller, the key, and the request. Invariant: whoever does not know something says so. `undefined` is "not
 * known here", which can make a condition undecidable; `null` is "known not to be there", such as a tag that a key does not have.
 */
import type { HeldGrant } from "../grant";
import type { CallerSource } from "../identity/caller-source";
import type { ServiceName } from "../identity/service";
import type { KeyOrigin, KeySpec, KeyUsage } from "../key-spec";
import { type IpAddress, parseIpAddress } from "./ip-address";

/** What a decision may know of a key: the one that is asked for, or the one to be made. */
export type PolicyKey = {
  /** "" for one that is yet to be made. */
  readonly id: string;
  readonly accountId: string;
  readonly projectId: string;
  readonly region: string;
  readonly aliases: readonly string[];
  readonly spec: KeySpec;
  readonly usage: KeyUsage;
  readonly origin: KeyOrigin;
  readonly tags: ReadonlyMap<string, string> | undefined;
  /** The cloud service whose default master key it is; null for every other key, whatever its names. */
  readonly defaultKeyOf: ServiceName | null;
  /** The caller's grants on it, in whatever role. */
  readonly grants: readonly HeldGrant[];
};

export type RequestConditions = {
  readonly now: Date | undefined;
  /** As the socket gives it. */
  readonly sourceIp: string | undefined;
  readonly source: CallerSource | undefined;
  /** Whether the caller's token was made with a second factor; an access key's request never was. */
  readonly isMfaPresent: boolean | undefined;
};

/** The same as conditions compare it: every value read once, however many conditions ask for it. */
export type Facts = {
  readonly key: PolicyKey | null;
  /** In lower case. */
  readonly userId: string;
  readonly userName: string;
  readonly source: CallerSource | undefined;
  readonly isMfaPresent: boolean | undefined;
  /** Milliseconds since 1970. */
  readonly now: number | undefined;
  /** Read when it is first asked for; not known where it cannot be read. */
  readonly address: () => IpAddress | undefined;
};

export function toFacts(
  { userId, userName }: { readonly userId: string; readonly userName: string },
  key: PolicyKey | null,
  { now, sourceIp, source, isMfaPresent }: RequestConditions,
): Facts {
  const instant = now?.getTime();
  let address: IpAddress | null | undefined;
  return {
    key,
    userId: userId.toLowerCase(),
    userName,
    source,
    isMfaPresent,
    now: Number.isNaN(instant) ? undefined : instant,
    address: () => {
      if (address === undefined) address = sourceIp === undefined ? null : parseIpAddress(sourceIp);
      return address ?? undefined;
    },
  };
}
