/** Names of projects, which tell the region (api-reference §1.6). */
import { KmsError } from "#lib/domain/errors";
import { isProjectName } from "#lib/domain/identity/identity-rules";

/** @throws KmsError `projectNameInvalid` */
export function requireProjectName(name: string, region: string): void {
  if (isProjectName(name, region)) return;
  throw new KmsError("projectNameInvalid", {
    field: "name",
    message: `A project is called ${region}, or ${region}_ and letters, digits, underscores or hyphens; 64 characters at most.`,
  });
}
