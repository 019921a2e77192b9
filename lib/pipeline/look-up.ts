/** One look for what is known of a caller and a key, together with all calls that look at the same moment. */
import { KmsError } from "#lib/domain/errors";
import { HEX_ID_PATTERN } from "#lib/domain/ids";
import type { HeldCredential } from "#lib/iam/credential";
import { OPERATIONS } from "#lib/operations/catalog";
import type { LookupRequest } from "#lib/store/hot/hot-lookup";
import type { LookupAnswer } from "#lib/store/hot/lookup-answer";
import type { Subject } from "#lib/usecases/use-case";
import type { Performer, PerformRequest } from "./call";
import { claimedProject } from "./claims";

/** @throws KmsError `unavailable` */
export async function lookUp(
  performer: Performer,
  request: PerformRequest,
  credential: HeldCredential,
  subject: Subject | null,
): Promise<LookupAnswer> {
  try {
    return await performer.store.hot.find(toLookup(performer, request, credential, subject));
  } catch (error) {
    throw new KmsError("unavailable", { cause: error });
  }
}

export function toLookup(
  performer: Performer,
  request: PerformRequest,
  credential: HeldCredential,
  subject: Subject | null,
): LookupRequest {
  // Where the path names no project, a signed request acts in the one it claims.
  const projectId = OPERATIONS[request.operation].subject === "account" ? claimedProject(credential) : request.projectId;
  return {
    tokenHash: credential.kind === "token" ? credential.hash : null,
    accessKey: credential.kind === "signature" ? credential.accessKey : null,
    // What cannot be an ID names no project; the database shall not even see it.
    projectId: HEX_ID_PATTERN.test(projectId) ? projectId : "",
    reference: subject?.reference ?? null,
    keyVersion: subject?.keyVersion ?? null,
    now: performer.now(),
  };
}
