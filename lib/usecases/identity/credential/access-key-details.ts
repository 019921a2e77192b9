/** What a trace says of an access key: whose it is, where it is good for anything, and whether it is on. */
import type { AccessKey } from "#lib/domain/identity/account";
import { storedDigest } from "../stored-digest";

/** @param sealedSecret of one that is new; of its secret the trace has the digest of what is stored */
export function accessKeyDetails({ userId, description, projectId, isEnabled }: AccessKey, sealedSecret?: Uint8Array) {
  return {
    userId,
    description,
    project: projectId ?? "",
    status: isEnabled ? "active" : "inactive",
    ...(sealedSecret !== undefined && { secretDigest: storedDigest(sealedSecret) }),
  };
}
