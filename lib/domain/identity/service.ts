/** Cloud services that encrypt with KMS, and the default master keys that are made for them (guide Tables 1-2 and 3-1). */
import { DEFAULT_KEY_ALIAS_SUFFIX } from "../alias";
import { KmsError } from "../errors";
import type { Key } from "../key";

/** What every default master key is (guide Table 2-2: made in KMS; it encrypts data keys). */
export const DEFAULT_KEY_KIND = { spec: "AES_256", usage: "ENCRYPT_DECRYPT", origin: "kms" } as const satisfies Partial<Key>;

/** By the name with which a service's user is made; in full, and as the guide abbreviates it. */
export const SERVICES = {
  obs: { name: "Object Storage Service", abbreviation: "OBS" },
  evs: { name: "Elastic Volume Service", abbreviation: "EVS" },
  ims: { name: "Image Management Service", abbreviation: "IMS" },
} as const;

export type ServiceName = keyof typeof SERVICES;

export const SERVICE_NAMES = Object.keys(SERVICES) as [ServiceName, ...ServiceName[]];

/** Alias of the default master key that a service has in each project. */
export function defaultKeyAlias(service: ServiceName): string {
  return service + DEFAULT_KEY_ALIAS_SUFFIX;
}

/** The service whose default master keys have this alias; null for every other alias. */
export function serviceOfAlias(alias: string): ServiceName | null {
  return SERVICE_NAMES.find((service) => defaultKeyAlias(service) === alias) ?? null;
}

/** The service whose default master key a key is, by its own name: alias objects can be given by anybody. null for every other key. */
export function defaultKeyOwner({ isDefault, alias }: Pick<Key, "isDefault" | "alias">): ServiceName | null {
  return isDefault ? serviceOfAlias(alias) : null;
}

/** What a service does with its own default master key by an operation: it `uses` it, or `makes` it too where there is none yet. */
export type ServiceUse = "uses" | "makes";

/** Description of a default master key (guide Tables 1-1 and 3-2). */
export function defaultKeyDescription(service: ServiceName): string {
  const { name, abbreviation } = SERVICES[service];
  return `Default master key created by KMS for ${name} (${abbreviation})`;
}

/** @throws KmsError `serviceSignsOnly` for what only a person has */
export function requirePerson({ service }: { readonly service: string | null }): void {
  if (service !== null) throw new KmsError("serviceSignsOnly");
}
