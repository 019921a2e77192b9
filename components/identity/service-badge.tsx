import { serviceWords } from "#lib/console/words/identity/service-words";
import type { ServiceName } from "#lib/domain/identity/service";

/** Marks a user that is a cloud service; nothing for a person. */
export function ServiceBadge({ service }: { service: ServiceName | undefined }) {
  return service ? <span className="badge">{serviceWords.badge(service)}</span> : null;
}
