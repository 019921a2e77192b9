/** Cloud services that encrypt with KMS, and the default master keys that are made for them (guide Tables 1-2 and 3-1). */
import { DEFAULT_KEY_ALIAS_SUFFIX } from "../alias";

/** By the name with which a service's user is made; in full, and as the guide abbreviates it. */
export const SERVICES = {
  obs: { name: "Object Storage Service", abbreviation: "OBS" },
  evs: { name: "Elastic Volume Service", abbreviation: "EVS" },
  ims: { name: "Image Management Service", abbreviation: "IMS" },
} as const;

export type ServiceName = keyof typeof SERVICES;

export const SERVICE_NAMES = Object.keys(SERVICES) as readonly ServiceName[];

/** Alias of the default master key that a service has in each project. */
export function defaultKeyAlias(service: ServiceName): string {
  return service + DEFAULT_KEY_ALIAS_SUFFIX;
}

/** The service whose default master keys have this alias; null for every other alias. */
export function serviceOfAlias(alias: string): ServiceName | null {
  return SERVICE_NAMES.find((service) => defaultKeyAlias(service) === alias) ?? null;
}
