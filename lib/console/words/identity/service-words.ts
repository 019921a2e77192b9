/** Words about users that are cloud services. */
import { defaultKeyAlias, SERVICES, type ServiceName } from "#lib/domain/identity/service";

export const serviceWords = {
  kind: "What the user is",
  kinds: { person: "Person or program", service: "Cloud service" },
  service: "Service",
  serviceHint: "It signs its requests with an access key, and has a default master key of its own in each project.",
  nameHint: "As it is called in traces and grants: 1 to 64 characters.",
  createLead: "Its page opens next: create an access key there, and give its user ID to whoever makes grants to it.",
  option: (service: ServiceName) => `${SERVICES[service].name} (${SERVICES[service].abbreviation})`,
  badge: (service: ServiceName) => `Service: ${SERVICES[service].abbreviation}`,

  rightsTitle: "What this service may do",
  rightsLead: "It is in no group, signs in with no password and has no second factor. It signs its requests.",
  ownKey: (service: ServiceName) =>
    `In every project of the account: make data keys with ${defaultKeyAlias(service)}, and open them. The key is made with the first of them.`,
  granted: "With a customer's key: what the key's grants to this user ID say, and nothing without one.",

  keysLead:
    "With an access key the service signs its requests, in each project of the account. Keep its secret where only the service can read it.",
  keysError: "The access keys could not be loaded",
  keysLoading: "Loading access keys",
  full: (most: number) =>
    most === 1 ? "The service has an access key. Delete it first." : `The service has ${most} access keys. Delete one of them first.`,
} as const;
