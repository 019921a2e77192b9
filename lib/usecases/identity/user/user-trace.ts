/** What a trace says of a user who was made or changed: whoever replays the traces needs no other source for who may sign in as whom. */
import { createHash } from "node:crypto";
import type { StoredUser } from "#lib/store/identity/users";
import type { TraceNote } from "../../use-case";

/** Of a new password the SHA-256 of the stored hash, which tells nothing and yet whether it is the same. */
export function passwordDetails(passwordHash: string): { readonly isNewPassword: true; readonly passwordDigest: string } {
  return { isNewPassword: true, passwordDigest: createHash("sha256").update(passwordHash).digest("hex") };
}

export function toUserNote(user: StoredUser, newPasswordHash: string | undefined): TraceNote {
  return {
    resourceId: user.id,
    details: {
      name: user.name,
      enabled: user.isEnabled,
      hasPassword: user.hasPassword,
      ...(newPasswordHash === undefined || newPasswordHash === "" ? { isNewPassword: false } : passwordDetails(newPasswordHash)),
    },
  };
}
