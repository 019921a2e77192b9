/**
 * What a trace says of a user who was made or changed: all that the user is from then on, so that whoever replays the traces needs no
 * other source. Of the password it is the SHA-256 of the stored hash, which tells nothing and yet whether it is the same.
 */
import { createHash } from "node:crypto";
import type { StoredUser } from "#lib/store/identity/users";
import type { TraceNote } from "../../use-case";

export function toUserNote(user: StoredUser, newPasswordHash: string | undefined): TraceNote {
  return {
    resourceId: user.id,
    details: {
      name: user.name,
      enabled: user.isEnabled,
      hasPassword: user.hasPassword,
      isNewPassword: newPasswordHash !== undefined && newPasswordHash !== "",
      ...(newPasswordHash !== undefined &&
        newPasswordHash !== "" && { passwordDigest: createHash("sha256").update(newPasswordHash).digest("hex") }),
    },
  };
}
