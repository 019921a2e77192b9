/** What somebody of its own project is told of a key that was destroyed. */
import { KmsError } from "#lib/domain/errors";
import type { KeyTombstone } from "#lib/domain/tombstone";

export function toDestroyedRefusal({ alias, destroyedAt }: Pick<KeyTombstone, "alias" | "destroyedAt">): KmsError {
  const day = destroyedAt.toISOString().slice(0, 10);
  return new KmsError("keyDestroyed", {
    message: `The key ${alias} was deleted on ${day}. What was encrypted with it cannot be decrypted any more.`,
  });
}
