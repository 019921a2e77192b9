/**
 * What a trace says of a user who was made or changed: all that decides whether, and as whom, the user comes in from then on, so that whoever
 * replays the traces needs no other source; how to reach the person is not of it. Of the password it is the digest of the stored hash.
 */
import type { StoredUser } from "#lib/store/identity/users";
import type { TraceNote } from "../../use-case";
import { storedDigest } from "../stored-digest";

export function toUserNote(user: StoredUser, newPasswordHash: string | undefined): TraceNote {
  const { accessMode, externalId, externalType } = user;
  const isNewPassword = newPasswordHash !== undefined && newPasswordHash !== "";
  return {
    resourceId: user.id,
    alias: user.name,
    details: {
      name: user.name,
      enabled: user.isEnabled,
      hasPassword: user.hasPassword,
      isNewPassword,
      ...(isNewPassword && { passwordDigest: storedDigest(newPasswordHash) }),
      accessMode,
      externalId,
      externalType,
      ...(user.service !== null && { service: user.service }),
    },
  };
}
