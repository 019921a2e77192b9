/**
 * Resources of policies: `KMS:{region}:{account}:KeyId:{id}` and `KMS:{region}:{account}:alias:{pattern}`, each part with `*` for any text.
 * Parts are told apart by the first four colons, since an alias may hold colons. Invariant: a resource names keys only; whoever wants every
 * key leaves it away or writes `*` for the key.
 */
import type { PolicyFaultCode } from "./faults";
import { isEverything, type TextTest, toWildcardTest } from "./wildcard";

export type ResourceKind = "KeyId" | "alias";

export type PolicyResource = {
  readonly region: string;
  readonly account: string;
  readonly kind: ResourceKind;
  /** ID or alias, with asterisks. */
  readonly key: string;
};

const KINDS: readonly ResourceKind[] = ["KeyId", "alias"];
const SERVICE = "KMS";
const REGION = /^[A-Za-z0-9*-]{1,64}$/;
const ACCOUNT = /^(?:\*|[0-9a-fA-F]{32})$/;
const KEY_ID = /^[0-9a-zA-Z]{8}-[0-9a-zA-Z]{4}-[0-9a-zA-Z]{4}-[0-9a-zA-Z]{4}-[0-9a-zA-Z]{12}$/;
const PART_OF_KEY_ID = /^[0-9a-zA-Z-]{0,36}$/;
/** `ALIAS_PATTERN` with asterisks. */
const ALIAS = /^[a-zA-Z0-9:/_*-]+$/;
const ALIAS_LONGEST = 255;

/** The same resource as written, or what is wrong with it. */
export function parseResource(text: string): PolicyResource | { readonly code: PolicyFaultCode; readonly detail: string } {
  const [service = "", region = "", account = "", type = "", ...rest] = text.split(":");
  if (rest.length === 0) return { code: isEverything(text) ? "resourceEverything" : "resourceForm", detail: "" };
  if (service.toUpperCase() !== SERVICE || service.length !== SERVICE.length) return { code: "resourceService", detail: service };
  const kind = KINDS.find((known) => known.toLowerCase() === type.toLowerCase());
  if (kind === undefined) return { code: "resourceKind", detail: type };
  if (!REGION.test(region)) return { code: "resourceRegion", detail: region };
  if (!ACCOUNT.test(account)) return { code: "resourceAccount", detail: account };
  const key = rest.join(":");
  if (kind === "KeyId" ? !isKeyIdPattern(key) : !isAliasPattern(key)) {
    return { code: kind === "KeyId" ? "resourceKeyId" : "resourceAlias", detail: key };
  }
  return { region, account, kind, key };
}

export function isResource(parsed: ReturnType<typeof parseResource>): parsed is PolicyResource {
  return "kind" in parsed;
}

function isKeyIdPattern(key: string): boolean {
  return key.includes("*") ? PART_OF_KEY_ID.test(key.replaceAll("*", "")) : KEY_ID.test(key);
}

function isAliasPattern(key: string): boolean {
  return ALIAS.test(key) && key.replaceAll("*", "").length <= ALIAS_LONGEST;
}

export type ResourceTest = {
  readonly kind: ResourceKind;
  /** As it compares: of an ID in lower case. */
  readonly pattern: string;
  /** Whether keys of this place are meant. */
  readonly isOfPlace: (place: { readonly region: string; readonly accountId: string }) => boolean;
  /** Whether every key of the place is meant, so that what is about the place itself is meant too. */
  readonly isEveryKey: boolean;
  readonly isKey: (key: { readonly id: string; readonly aliases: readonly string[] }) => boolean;
};

/** IDs of keys and accounts, and regions, compare without case; aliases with. */
export function toResourceTest({ region, account, kind, key }: PolicyResource): ResourceTest {
  const isRegion = toCaselessTest(region);
  const isAccount = toCaselessTest(account);
  const pattern = kind === "KeyId" ? key.toLowerCase() : key;
  const isNamed = toWildcardTest(pattern);
  return {
    kind,
    pattern,
    isOfPlace: (place) => isRegion(place.region) && isAccount(place.accountId),
    isEveryKey: isEverything(key),
    isKey: kind === "KeyId" ? ({ id }) => isNamed(id) : ({ aliases }) => aliases.some(isNamed),
  };
}

function toCaselessTest(pattern: string): TextTest {
  const test = toWildcardTest(pattern.toLowerCase());
  return isEverything(pattern) ? test : (text) => test(text.toLowerCase());
}
